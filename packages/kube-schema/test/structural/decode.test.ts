import { describe, test } from "vitest";
import { parseJson } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import { compileStructuralSchema, decodeCustomResource } from "@flux-ts/kube-schema";

const text = { type: "string" };
const schema = compileStructuralSchema({
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: {
        a: text,
        list: { type: "array", items: { type: "object", properties: { k: text } } },
        map: { type: "object", additionalProperties: { type: "object", properties: { k: text } } },
        open: { type: "object", additionalProperties: true },
        free: { type: "object" },
        keep: {
          type: "object",
          "x-kubernetes-preserve-unknown-fields": true,
          properties: { closed: { type: "object", properties: { x: text } } },
        },
        template: { type: "object", "x-kubernetes-embedded-resource": true, properties: { spec: { type: "object" } } },
      },
    },
  },
});

describe("fields the schema does not declare", () => {
  const cases: Record<string, { object: JsonObject; want: JsonObject; unknown: readonly string[] }> = {
    "a declared object is left as it is": {
      object: { spec: { a: "1", list: [{ k: "v" }] } },
      want: { spec: { a: "1", list: [{ k: "v" }] } },
      unknown: [],
    },
    "unknown fields go, and are reported sorted": {
      object: { zz: 1, spec: { b: 2, a: "1", free: { gone: 1 } }, extra: 1 },
      want: { spec: { a: "1", free: {} } },
      unknown: ["extra", "spec.b", "spec.free.gone", "zz"],
    },
    "lists and maps are looked into": {
      object: { spec: { list: [{ k: "1", q: 2 }, { k: "2" }], map: { x: { k: "1", q: 2 } } } },
      want: { spec: { list: [{ k: "1" }, { k: "2" }], map: { x: { k: "1" } } } },
      unknown: ["spec.list[0].q", "spec.map.x.q"],
    },
    "preserved fields stay, except below declared ones": {
      object: { spec: { keep: { any: { deep: 1 }, closed: { x: "1", pruned: 1 } }, open: { any: { deep: 1 } } } },
      want: { spec: { keep: { any: { deep: 1 }, closed: { x: "1" } }, open: { any: { deep: 1 } } } },
      unknown: ["spec.keep.closed.pruned"],
    },
    "an embedded resource keeps what says which it is": {
      object: { spec: { template: { apiVersion: "v1", kind: "Pod", metadata: { name: "p", nope: 1 }, nope: 1 } } },
      want: { spec: { template: { apiVersion: "v1", kind: "Pod", metadata: { name: "p" } } } },
      unknown: ["spec.template.metadata.nope", "spec.template.nope"],
    },
    "metadata has the fields of every object, reported first": {
      object: { apiVersion: "g/v1", kind: "Foo", aa: 1, metadata: { name: "a", nope: 1, labels: null } },
      want: { apiVersion: "g/v1", kind: "Foo", metadata: { name: "a" } },
      unknown: ["metadata.nope", "aa"],
    },
    "a field named like a method is unknown like any other": {
      object: {
        spec: Object.fromEntries([
          ["constructor", 1],
          ["toString", "x"],
        ]),
      },
      want: { spec: {} },
      unknown: ["spec.constructor", "spec.toString"],
    },
    "__proto__ is dropped without effect": {
      object: parseJson('{"spec":{"__proto__":{"polluted":1},"a":"1"}}') as JsonObject,
      want: { spec: { a: "1" } },
      unknown: ["spec.__proto__"],
    },
  };
  test.for(Object.entries(cases))("%s", ([, { object, want, unknown }], { expect }) => {
    expect(decodeCustomResource(object, schema)).toEqual({ decoded: true, value: want, unknownFields: unknown });
  });

  test("an object without unknown fields is not copied", ({ expect }) => {
    const object = { metadata: { name: "a" }, spec: { list: [{ k: "v" }] } };
    const outcome = decodeCustomResource(object, schema);
    expect(outcome.decoded && outcome.value).toBe(object);
  });
});

describe("metadata of a wrong type", () => {
  const cases: Record<string, { metadata: unknown; message: string }> = {
    "a label that is a number": {
      metadata: { labels: { x: 5 } },
      message: "json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string",
    },
    "metadata that is a string": {
      metadata: "x",
      message: "json: cannot unmarshal string into Go value of type v1.ObjectMeta",
    },
  };
  test.for(Object.entries(cases))("%s", ([, { metadata, message }], { expect }) => {
    expect(decodeCustomResource({ metadata } as JsonObject, schema)).toEqual({ decoded: false, message });
  });
});
