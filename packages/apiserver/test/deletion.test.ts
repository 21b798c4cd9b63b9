import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import { at, configMap, configMaps, merge } from "./support/objects.ts";

describe.for(doors)("deletion %s", ([, open]) => {
  test("an object without finalizers goes at once", async ({ expect }) => {
    await using door = await open();
    const { body: made } = await door.send("POST", configMaps, { body: configMap("a") });
    const { status, body } = await door.send("DELETE", `${configMaps}/a`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: "Success",
      details: { name: "a", kind: "configmaps", uid: at(made, "metadata.uid") },
    });
    expect((await door.send("GET", `${configMaps}/a`)).status).toBe(404);
  });

  test("an object with finalizers stays until the last of them is gone", async ({ expect }) => {
    await using door = await open();
    await door.send("POST", configMaps, { body: configMap("a", { metadata: { finalizers: ["x.y/z"] } }) });
    const marked = await door.send("DELETE", `${configMaps}/a`);
    expect(at(marked.body, "metadata.deletionTimestamp")).toBeDefined();
    const adding = { metadata: { finalizers: ["x.y/z", "x.y/more"] } };
    expect((await door.send("PATCH", `${configMaps}/a`, { headers: merge, body: adding })).status).toBe(422);
    await door.send("PATCH", `${configMaps}/a`, { headers: merge, body: { metadata: { finalizers: null } } });
    expect((await door.send("GET", `${configMaps}/a`)).status).toBe(404);
  });

  test("preconditions protect another object of the same name, and a newer version", async ({ expect }) => {
    await using door = await open();
    const { body: made } = await door.send("POST", configMaps, { body: configMap("a") });
    const send = (preconditions: { readonly [field: string]: string }) =>
      door.send("DELETE", `${configMaps}/a`, { body: { kind: "DeleteOptions", apiVersion: "v1", preconditions } });
    expect((await send({ uid: "other" })).status).toBe(409);
    expect((await send({ resourceVersion: "1" })).status).toBe(409);
    const uid = at(made, "metadata.uid") as string;
    const resourceVersion = at(made, "metadata.resourceVersion") as string;
    expect((await send({ uid, resourceVersion })).status).toBe(200);
  });

  test("a collection is deleted as selected", async ({ expect }) => {
    await using door = await open();
    for (const name of ["a", "b", "c"]) {
      await door.send("POST", configMaps, { body: configMap(name, { metadata: { labels: { name } } }) });
    }
    await door.send("DELETE", configMaps, { query: { labelSelector: "name in (a,b)" } });
    const { body } = await door.send("GET", configMaps);
    expect(at(body, "items.0.metadata.name")).toBe("c");
    expect(at(body, "items.1")).toBeUndefined();
  });
});
