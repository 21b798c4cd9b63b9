import { describe, test } from "vitest";
import type { JsonObject } from "@flux-ts/base";
import { applyStrategicMergePatch, createPatchSchema, loadBuiltinSchemas, PatchError } from "@flux-ts/kube-schema";
import type { PatchErrorCode, PatchSchema } from "@flux-ts/kube-schema";

async function schemaOf(groupVersion: string, kind: string): Promise<PatchSchema> {
  const schemas = await loadBuiltinSchemas(groupVersion);
  const schema = schemas?.kinds.get(kind)?.patchSchema;
  if (schema === undefined) throw new Error(`No schema of ${kind}`);
  return schema;
}

const podSchema = await schemaOf("v1", "Pod");
const deploymentSchema = await schemaOf("apps/v1", "Deployment");
const accountSchema = await schemaOf("v1", "ServiceAccount");

const a = { name: "a", image: "a:1", args: ["1"], env: [{ name: "E1", value: "1" }, { name: "E2" }] };
const b = { name: "b", image: "b:1" };
const containers = [a, b];
const volumes = [
  { name: "v", emptyDir: {} },
  { name: "w", configMap: { name: "cm" } },
];
const tolerations = [{ key: "t1" }];
const pod: JsonObject = { metadata: { name: "p" }, spec: { containers, volumes, tolerations } };

describe("a patch of a pod", () => {
  const cases: Record<string, { spec: JsonObject; want: JsonObject }> = {
    "items of a keyed list merge": {
      spec: { containers: [{ name: "a", image: "a:2" }] },
      want: { containers: [{ ...a, image: "a:2" }, b], volumes, tolerations },
    },
    "a list without strategy is replaced": {
      spec: { containers: [{ name: "a", args: ["9"] }], tolerations: [{ key: "t2" }] },
      want: { containers: [{ ...a, args: ["9"] }, b], volumes, tolerations: [{ key: "t2" }] },
    },
    "a new item stands before the items the patch does not name": {
      spec: { containers: [{ name: "n", image: "n" }] },
      want: { containers: [{ name: "n", image: "n" }, a, b], volumes, tolerations },
    },
    "a new item follows the item it follows in the patch": {
      spec: { containers: [{ name: "a", image: "a:2" }, { name: "n" }] },
      want: { containers: [{ ...a, image: "a:2" }, { name: "n" }, b], volumes, tolerations },
    },
    "an item named twice is merged twice": {
      spec: {
        containers: [
          { name: "b", image: "1" },
          { name: "b", image: "2" },
        ],
      },
      want: { containers: [a, { ...b, image: "2" }], volumes, tolerations },
    },
    "$patch: delete removes an item": {
      spec: {
        containers: [
          { name: "a", env: [{ name: "E1", $patch: "delete" }] },
          { name: "b", $patch: "delete" },
        ],
      },
      want: { containers: [{ ...a, env: [{ name: "E2" }] }], volumes, tolerations },
    },
    "$patch: replace in a list replaces it by the other items": {
      spec: { containers: [{ $patch: "replace" }, { name: "z" }] },
      want: { containers: [{ name: "z" }], volumes, tolerations },
    },
    "$setElementOrder orders lists, with or without a patch of them": {
      spec: {
        "$setElementOrder/containers": [{ name: "b" }, { name: "a" }],
        containers: [{ name: "a", "$setElementOrder/env": [{ name: "E2" }, { name: "E1" }] }],
      },
      want: { containers: [b, { ...a, env: [{ name: "E2" }, { name: "E1", value: "1" }] }], volumes, tolerations },
    },
    "$setElementOrder keeps items it does not name where they were": {
      spec: { "$setElementOrder/containers": [{ name: "n" }, { name: "a" }], containers: [{ name: "n" }] },
      want: { containers: [{ name: "n" }, a, b], volumes, tolerations },
    },
    "$retainKeys drops what it does not list": {
      spec: { volumes: [{ name: "v", $retainKeys: ["name", "configMap"], configMap: { name: "q" } }] },
      want: {
        containers,
        volumes: [{ name: "v", configMap: { name: "q" } }, volumes[1] as JsonObject],
        tolerations,
      },
    },
    "null removes a field, and new values come without nulls": {
      spec: { tolerations: null, nodeSelector: { a: null, b: "1" } },
      want: { containers, volumes, nodeSelector: { b: "1" } },
    },
    "an object with a directive is nothing where there was nothing": {
      spec: { securityContext: { $patch: "delete" }, affinity: { $patch: "replace", x: 1 } },
      want: { containers, volumes, tolerations },
    },
    "$patch: replace replaces an object": {
      spec: { $patch: "replace", containers: [] },
      want: { containers: [] },
    },
    "$patch: delete empties an object": {
      spec: { $patch: "delete" },
      want: {},
    },
  };
  test.for(Object.entries(cases))("%s", ([, { spec, want }], { expect }) => {
    const before = structuredClone(pod);
    const patched = applyStrategicMergePatch(pod, { spec }, podSchema);
    expect(patched).toEqual({ ...pod, spec: want });
    expect(pod).toEqual(before);
  });
});

describe("a patch of other things", () => {
  const cases: Record<string, { schema: PatchSchema; document: JsonObject; patch: JsonObject; want: JsonObject }> = {
    "a list of scalars with strategy merge is a set": {
      schema: podSchema,
      document: { metadata: { finalizers: ["a", "b"] } },
      patch: { metadata: { finalizers: ["x", "b"] } },
      want: { metadata: { finalizers: ["x", "a", "b"] } },
    },
    "$deleteFromPrimitiveList removes scalars": {
      schema: podSchema,
      document: { metadata: { finalizers: ["a", "b"] } },
      patch: { metadata: { "$deleteFromPrimitiveList/finalizers": ["a", "c"] } },
      want: { metadata: { finalizers: ["b"] } },
    },
    "$deleteFromPrimitiveList of a missing list says nothing": {
      schema: podSchema,
      document: { metadata: {} },
      patch: { metadata: { "$deleteFromPrimitiveList/finalizers": ["a"] } },
      want: { metadata: {} },
    },
    "owner references merge by uid": {
      schema: deploymentSchema,
      document: { metadata: { ownerReferences: [{ uid: "u1", name: "x" }] } },
      patch: { metadata: { ownerReferences: [{ uid: "u2" }, { uid: "u1", $patch: "delete" }] } },
      want: { metadata: { ownerReferences: [{ uid: "u2" }] } },
    },
    "the strategy of a deployment keeps what $retainKeys lists": {
      schema: deploymentSchema,
      document: { spec: { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } } },
      patch: { spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } },
      want: { spec: { strategy: { type: "Recreate" } } },
    },
    "secrets of a service account merge, pull secrets do not": {
      schema: accountSchema,
      document: { secrets: [{ name: "q" }], imagePullSecrets: [{ name: "a" }] },
      patch: { secrets: [{ name: "r" }], imagePullSecrets: [{ name: "b" }] },
      want: { secrets: [{ name: "r" }, { name: "q" }], imagePullSecrets: [{ name: "b" }] },
    },
    "conditions merge by type": {
      schema: deploymentSchema,
      document: { status: { conditions: [{ type: "A", status: "True" }] } },
      patch: { status: { conditions: [{ type: "B", status: "False" }] } },
      want: {
        status: {
          conditions: [
            { type: "B", status: "False" },
            { type: "A", status: "True" },
          ],
        },
      },
    },
    "schemas come from any OpenAPI document": {
      schema: createPatchSchema(
        {
          Own: { properties: { list: { type: "array", items: { $ref: "#/definitions/Item" }, ...mergeBy("id") } } },
          Item: { properties: { parts: { type: "array", items: { $ref: "#/definitions/Item" }, ...mergeBy("id") } } },
        },
        "Own",
      ),
      document: { list: [{ id: 1, parts: [{ id: 2, x: 1 }] }] },
      patch: { list: [{ id: 1, parts: [{ id: 2, y: 2 }] }] },
      want: { list: [{ id: 1, parts: [{ id: 2, x: 1, y: 2 }] }] },
    },
  };
  test.for(Object.entries(cases))("%s", ([, { schema, document, patch, want }], { expect }) => {
    expect(applyStrategicMergePatch(document, patch, schema)).toEqual(want);
  });
});

function mergeBy(key: string): JsonObject {
  return { "x-kubernetes-patch-strategy": "merge", "x-kubernetes-patch-merge-key": key };
}

describe("a patch that does not apply", () => {
  const cases: Record<string, { spec: JsonObject; code: PatchErrorCode; message: string }> = {
    "an item without its merge key": {
      spec: { containers: [{ image: "a:2" }] },
      code: "missing",
      message: "map: map[image:a:2] does not contain declared merge key: name",
    },
    "a deletion without its merge key": {
      spec: { containers: [{ $patch: "delete" }] },
      code: "missing",
      message: "map: map[$patch:delete] does not contain declared merge key: name",
    },
    "an order that does not name a changed item": {
      spec: { containers: [{ name: "a", image: "a:3" }], "$setElementOrder/containers": [{ name: "b" }] },
      code: "malformed",
      message:
        "The order in patch list:\n[map[image:a:3 name:a]]\n doesn't match $setElementOrder list:\n[map[name:b]]\n",
    },
    "an unknown directive": {
      spec: { $patch: "frob" },
      code: "malformed",
      message: "unknown patch type: frob in map: map[$patch:frob]",
    },
    "an unknown directive in a list": {
      spec: { containers: [{ name: "a", $patch: "frob" }] },
      code: "malformed",
      message: "unknown patch type: frob in map: map[$patch:frob name:a]",
    },
    "$patch: merge in a list": {
      spec: { containers: [{ name: "a", $patch: "merge" }] },
      code: "malformed",
      message: "merging lists cannot yet be specified in the patch",
    },
    "$retainKeys without a key of the patch": {
      spec: { volumes: [{ name: "v", $retainKeys: ["name"], configMap: {} }] },
      code: "malformed",
      message: "invalid patch format of retainKeys",
    },
    "$setElementOrder that is no list": {
      spec: { "$setElementOrder/containers": "x" },
      code: "malformed",
      message: "expected a []interface {}, but received a string",
    },
    "a list of lists": {
      spec: { containers: [["x"]] },
      code: "malformed",
      message: "lists of lists are not supported",
    },
    "a list of objects and scalars": {
      spec: { containers: ["x"] },
      code: "malformed",
      message:
        "list element types are not identical: [map[args:[1] env:[map[name:E1 value:1] map[name:E2]] image:a:1 name:a] map[image:b:1 name:b] x]",
    },
  };
  test.for(Object.entries(cases))("%s", ([, { spec, code, message }], { expect }) => {
    const apply = () => applyStrategicMergePatch(pod, { spec }, podSchema);
    expect(apply).toThrow(PatchError);
    expect(apply).toThrow(expect.objectContaining({ code, message }));
  });
});
