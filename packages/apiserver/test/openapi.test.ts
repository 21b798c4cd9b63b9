import { describe, test } from "vitest";
import type { JsonObject } from "@flux-ts/base";
import { doors } from "./support/doors.ts";
import { at, defineFoos, definitions } from "./support/objects.ts";

const [[, open]] = doors as readonly [(typeof doors)[0]];

async function start() {
  const door = await open();
  const { url } = await door.server.listen({ identity: { user: "admin", groups: ["system:masters"] } });
  const get = (path: string, headers: { readonly [name: string]: string } = {}) =>
    fetch(url + path, { headers, redirect: "manual" });
  const json = async (path: string) => (await (await get(path)).json()) as JsonObject;
  return { door, get, json, [Symbol.asyncDispose]: () => door[Symbol.asyncDispose]() };
}

async function placeOf(json: (path: string) => Promise<JsonObject>, name: string): Promise<string> {
  const { paths } = (await json("/openapi/v3")) as { readonly paths: { readonly [name: string]: JsonObject } };
  return (paths[name]?.["serverRelativeURL"] as string | undefined) ?? "";
}

const schema = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      properties: { port: { "x-kubernetes-int-or-string": true }, n: { type: "integer", description: "A number" } },
    },
  },
};

describe("OpenAPI", () => {
  test("documents are found by the index and may be kept for ever", async ({ expect }) => {
    await using server = await start();
    const place = await placeOf(server.json, "apis/apps/v1");
    const { status, headers } = await server.get(place);
    expect([status, headers.get("cache-control")]).toEqual([200, "public, immutable"]);
    const known = await server.get(place, { "if-none-match": headers.get("etag") ?? "" });
    expect(known.status).toBe(304);
  });

  test("an old hash leads to the present one", async ({ expect }) => {
    await using server = await start();
    const { status, headers } = await server.get("/openapi/v3/apis/apps/v1?hash=old");
    expect([status, headers.get("location")]).toEqual([301, await placeOf(server.json, "apis/apps/v1")]);
  });

  test("says what may stand in queries, by which clients find out what the server can", async ({ expect }) => {
    await using server = await start();
    const { paths } = (await server.json("/openapi/v3/apis/apps/v1")) as { paths: { [path: string]: JsonObject } };
    const patch = paths["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]?.["patch"] as JsonObject;
    const names = (patch["parameters"] as readonly { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(["dryRun", "fieldManager", "fieldValidation", "force"]);
    expect(patch["x-kubernetes-group-version-kind"]).toEqual({ group: "apps", version: "v1", kind: "Deployment" });
  });

  test("holds every schema that it refers to", async ({ expect }) => {
    await using server = await start();
    await defineFoos(server.door, schema);
    for (const path of ["api/v1", "apis/apps/v1", "apis/example.com/v1"]) {
      const text = await (await server.get(`/openapi/v3/${path}`)).text();
      const { components } = JSON.parse(text) as { components: { schemas: JsonObject } };
      const referred = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name = ""]) => name);
      expect(referred.filter((name) => components.schemas[name] === undefined)).toEqual([]);
    }
  });

  test("shows custom resources as their definition has them, with the fields of all objects", async ({ expect }) => {
    await using server = await start();
    await defineFoos(server.door, schema);
    const document = await server.json("/openapi/v3/apis/example.com/v1");
    const { schemas } = document["components"] as { readonly schemas: JsonObject };
    const foo = schemas["com.example.v1.Foo"] as JsonObject;
    expect(at(foo, "properties.spec.properties.n")).toEqual({ type: "integer", description: "A number" });
    expect(at(foo, "properties.spec.properties.port.anyOf")).toEqual([{ type: "integer" }, { type: "string" }]);
    expect(Object.keys(at(foo, "properties") as JsonObject).toSorted()).toEqual([
      "apiVersion",
      "kind",
      "metadata",
      "spec",
    ]);
  });

  test("changes when a definition does, and forgets one that is gone", async ({ expect }) => {
    await using server = await start();
    await defineFoos(server.door, schema);
    const before = await placeOf(server.json, "apis/example.com/v1");
    const body = [{ op: "add", path: "/spec/versions/0/schema/openAPIV3Schema/description", value: "Foos" }];
    const headers = { "content-type": "application/json-patch+json" };
    await server.door.send("PATCH", `${definitions}/foos.example.com`, { headers, body });
    const after = await placeOf(server.json, "apis/example.com/v1");
    expect(after).not.toBe(before);
    await server.door.send("DELETE", `${definitions}/foos.example.com`);
    expect(await placeOf(server.json, "apis/example.com/v1")).toBe("");
    expect((await server.get("/openapi/v3/apis/example.com/v1")).status).toBe(404);
  });

  test("is also there as one document of version 2", async ({ expect }) => {
    await using server = await start();
    const document = await server.json("/openapi/v2");
    const { definitions: types } = document as { readonly definitions: { readonly [name: string]: JsonObject } };
    expect(document["swagger"]).toBe("2.0");
    expect(at(types["io.k8s.api.core.v1.ServicePort"] as JsonObject, "properties.targetPort")).toEqual({
      $ref: "#/definitions/io.k8s.apimachinery.pkg.util.intstr.IntOrString",
    });
    expect((await server.get("/openapi/v2", { accept: "text/html" })).status).toBe(406);
  });
});
