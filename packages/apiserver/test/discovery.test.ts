import type { JsonObject } from "@flux-ts/base";
import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import { at, defineFoos, definitions } from "./support/objects.ts";

const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

function entry(list: JsonObject, name: string): JsonObject | undefined {
  return (list["resources"] as readonly JsonObject[]).find((resource) => resource["name"] === name);
}

describe.for(doors)("discovery %s", ([, open]) => {
  test("names groups with the version that is preferred", async ({ expect }) => {
    await using door = await open();
    const { body } = await door.send("GET", "/apis/autoscaling");
    expect(body).toEqual({
      kind: "APIGroup",
      apiVersion: "v1",
      name: "autoscaling",
      versions: [
        { groupVersion: "autoscaling/v2", version: "v2" },
        { groupVersion: "autoscaling/v1", version: "v1" },
      ],
      preferredVersion: { groupVersion: "autoscaling/v2", version: "v2" },
    });
  });

  test("lists resources with their subresources", async ({ expect }) => {
    await using door = await open();
    const { body } = await door.send("GET", "/apis/apps/v1");
    expect(entry(body, "deployments")).toMatchObject({ kind: "Deployment", shortNames: ["deploy"], namespaced: true });
    expect(entry(body, "deployments/scale")).toMatchObject({ group: "autoscaling", version: "v1", kind: "Scale" });
  });

  test("shows custom resources as long as they are defined", async ({ expect }) => {
    await using door = await open();
    const status = async () => (await door.send("GET", "/apis/example.com/v1")).status;
    expect(await status()).toBe(404);
    await defineFoos(door, { type: "object" }, { subresources: { status: {} } });
    const { body } = await door.send("GET", "/apis/example.com/v1");
    expect(entry(body, "foos")).toMatchObject({ kind: "Foo", singularName: "foo" });
    expect(entry(body, "foos/status")).toMatchObject({ kind: "Foo", verbs: ["get", "patch", "update"] });
    await door.send("DELETE", `${definitions}/foos.example.com`);
    expect(await status()).toBe(404);
  });

  test("gives everything in one document to those who know it", async ({ expect }) => {
    await using door = await open();
    const { body } = await door.send("GET", "/apis", { headers: { accept: `${aggregated},application/json` } });
    expect(body).toMatchObject({ kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2" });
    const plain = await door.send("GET", "/apis", { headers: { accept: "application/json" } });
    expect(plain.body["kind"]).toBe("APIGroupList");
  });

  test("refuses forms and methods that there are not", async ({ expect }) => {
    await using door = await open();
    const accept = aggregated.replace("v2", "v9");
    expect((await door.send("GET", "/apis", { headers: { accept } })).status).toBe(406);
    expect((await door.send("POST", "/api/v1")).status).toBe(405);
    expect((await door.send("POST", "/version")).status).toBe(405);
  });
});

test("a document that a client has is not sent again, until it changes", async ({ expect }) => {
  const [[, open]] = doors as readonly [(typeof doors)[0]];
  await using door = await open();
  const { url } = await door.server.listen({ identity: { user: "admin", groups: ["system:masters"] } });
  const get = (etag: string) => fetch(`${url}/apis`, { headers: { accept: aggregated, "if-none-match": etag } });
  const etag = (await get("")).headers.get("etag") ?? "";
  const again = await get(etag);
  expect([again.status, again.headers.get("content-type")]).toEqual([304, null]);
  await defineFoos(door, { type: "object" });
  const changed = await get(etag);
  expect(changed.status).toBe(200);
  const groups = ((await changed.json()) as { items: readonly JsonObject[] }).items;
  expect(groups.map((group) => at(group, "metadata.name"))).toContain("example.com");
});
