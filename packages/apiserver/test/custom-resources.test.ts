import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import { at, configMaps, defineFoos, definitions, foo, fooDefinition, foos, merge } from "./support/objects.ts";

const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const withStatus = { subresources: { status: {} } };
const typed = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: { size: { type: "integer", minimum: 1, default: 3 }, mode: { type: "string" } },
    },
    status: anything,
  },
};

describe.for(doors)("custom resources %s", ([, open]) => {
  test("a definition is established and then served", async ({ expect }) => {
    await using door = await open();
    await defineFoos(door, anything);
    const { body } = await door.send("GET", `${definitions}/foos.example.com`);
    expect(at(body, "status.conditions")).toMatchObject([
      { type: "NamesAccepted", status: "True" },
      { type: "Established", status: "True" },
    ]);
    expect(at(body, "status.acceptedNames")).toEqual({
      plural: "foos",
      singular: "foo",
      kind: "Foo",
      listKind: "FooList",
    });
  });

  const unchangeable: readonly (readonly [field: string, value: string])[] = [
    ["spec.group", "example.org"],
    ["spec.scope", "Cluster"],
    ["spec.names.kind", "Bar"],
    ["spec.names.plural", "bars"],
  ];
  test.for(unchangeable)("the %s of a definition stays", async ([field, value], { expect }) => {
    await using door = await open({ controllers: false });
    await defineFoos(door, anything);
    const body = [{ op: "replace", path: `/${field.replaceAll(".", "/")}`, value }];
    const headers = { "content-type": "application/json-patch+json" };
    const { status, body: answer } = await door.send("PATCH", `${definitions}/foos.example.com`, { headers, body });
    expect(status).toBe(422);
    expect(at(answer, "details.causes")).toEqual([
      { reason: "FieldValueInvalid", field, message: `Invalid value: "${value}": field is immutable` },
    ]);
  });

  test("a definition whose stored versions are taken away keeps the one it stores in", async ({ expect }) => {
    await using door = await open({ controllers: false });
    await defineFoos(door, anything);
    const path = `${definitions}/foos.example.com`;
    const emptied = { headers: merge, body: { status: { storedVersions: [] } } };
    const { body } = await door.send("PATCH", `${path}/status`, emptied);
    expect(at(body, "status.storedVersions")).toEqual(["v1"]);
    const described = { headers: merge, body: { spec: { names: { categories: ["all"] } } } };
    expect((await door.send("PATCH", path, described)).status).toBe(200);
  });

  test("objects are defaulted, pruned and validated by the schema", async ({ expect }) => {
    await using door = await open();
    await defineFoos(door, typed);
    const made = await door.send("POST", foos, { body: foo("a", { spec: { mode: "x", unknown: 1 } }) });
    expect(made.body["spec"]).toEqual({ mode: "x", size: 3 });
    expect(made.warnings).toEqual([String.raw`299 - "unknown field \"spec.unknown\""`]);
    const invalid = await door.send("POST", foos, { body: foo("b", { spec: { size: 0 } }) });
    expect(invalid.status).toBe(422);
    expect(invalid.body["details"]).toMatchObject({ kind: "Foo", causes: [{ field: "spec.size" }] });
  });

  test("status and the rest are written through their own paths", async ({ expect }) => {
    await using door = await open();
    await defineFoos(door, anything, withStatus);
    const made = await door.send("POST", foos, { body: foo("a", { spec: { x: 1 }, status: { y: 1 } }) });
    expect(made.body).not.toHaveProperty("status");
    const body = { status: { y: 2 }, spec: { x: 9 } };
    const status = await door.send("PATCH", `${foos}/a/status`, { headers: merge, body });
    expect(status.body).toMatchObject({ spec: { x: 1 }, status: { y: 2 }, metadata: { generation: 1 } });
    const changed = await door.send("PATCH", `${foos}/a`, { headers: merge, body });
    expect(changed.body).toMatchObject({ spec: { x: 9 }, status: { y: 2 }, metadata: { generation: 2 } });
  });

  test("every served version shows the same objects", async ({ expect }) => {
    await using door = await open();
    const definition = fooDefinition(anything);
    const spec = definition["spec"] as { readonly versions: readonly object[] };
    const older = { name: "v1beta1", served: true, storage: false, schema: { openAPIV3Schema: anything } };
    const body = { ...definition, spec: { ...spec, versions: [...spec.versions, older] } };
    await door.send("POST", definitions, { body: body as never });
    await door.send("POST", foos, { body: foo("a", { spec: { x: 1 } }) });
    const { body: shown } = await door.send("GET", `${foos.replace("/v1/", "/v1beta1/")}/a`);
    expect(shown).toMatchObject({ apiVersion: "example.com/v1beta1", spec: { x: 1 } });
  });

  test("an update must name the version it is based on", async ({ expect }) => {
    await using door = await open();
    await defineFoos(door, anything);
    await door.send("POST", foos, { body: foo("a") });
    const { status, body } = await door.send("PUT", `${foos}/a`, { body: foo("a", { spec: {} }) });
    expect(status).toBe(422);
    expect(body["message"]).toContain("metadata.resourceVersion: Invalid value: 0: must be specified for an update");
  });

  test("a definition goes after its last instance", async ({ expect }) => {
    await using door = await open();
    await defineFoos(door, anything);
    const held = { apiVersion: "example.com/v1", kind: "Foo", metadata: { name: "a", finalizers: ["x.y/z"] } };
    await door.send("POST", foos, { body: held });
    await door.send("POST", foos, { body: foo("b") });
    await door.send("DELETE", `${definitions}/foos.example.com`);
    expect((await door.send("POST", foos, { body: foo("c") })).status).toBe(403);
    expect((await door.send("GET", `${foos}/b`)).status).toBe(404);
    await door.send("PATCH", `${foos}/a`, { headers: merge, body: { metadata: { finalizers: null } } });
    await door.send("GET", configMaps);
    expect((await door.send("GET", `${definitions}/foos.example.com`)).status).toBe(404);
    expect((await door.send("GET", foos)).status).toBe(404);
  });

  test("scale shows and changes the replicas", async ({ expect }) => {
    await using door = await open();
    const scale = { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" };
    await defineFoos(door, anything, { subresources: { status: {}, scale } });
    await door.send("POST", foos, { body: foo("a", { spec: { replicas: 2 } }) });
    const { body } = await door.send("PATCH", `${foos}/a/scale`, { headers: merge, body: { spec: { replicas: 5 } } });
    expect(body).toMatchObject({ kind: "Scale", apiVersion: "autoscaling/v1", spec: { replicas: 5 } });
    expect(at((await door.send("GET", `${foos}/a`)).body, "spec.replicas")).toBe(5);
  });
});
