import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import type { Door } from "./support/doors.ts";
import { apply, at, configMap, configMaps, defineFoos, foo, foos, merge } from "./support/objects.ts";

function applyAs(door: Door, manager: string, data: { readonly [key: string]: string }, force = false) {
  const query = { fieldManager: manager, ...(force && { force: "true" }) };
  return door.send("PATCH", `${configMaps}/a`, { headers: apply, query, body: configMap("a", { data }) });
}

describe.for(doors)("server-side apply %s", ([, open]) => {
  test("makes an object that is not there", async ({ expect }) => {
    await using door = await open();
    const { status, body } = await applyAs(door, "m1", { k: "v" });
    expect(status).toBe(201);
    expect(at(body, "metadata.managedFields.0")).toMatchObject({
      manager: "m1",
      operation: "Apply",
      apiVersion: "v1",
      fieldsV1: { "f:data": { "f:k": {} } },
    });
  });

  test("is a conflict where another manager owns the field, unless it is forced", async ({ expect }) => {
    await using door = await open();
    await applyAs(door, "m1", { k: "v" });
    const refused = await applyAs(door, "m2", { k: "w" });
    expect(refused.status).toBe(409);
    expect(refused.body["message"]).toBe('Apply failed with 1 conflict: conflict with "m1": .data.k');
    const forced = await applyAs(door, "m2", { k: "w" }, true);
    expect(at(forced.body, "data.k")).toBe("w");
  });

  test("removes what the manager applied before and nobody else owns", async ({ expect }) => {
    await using door = await open();
    await applyAs(door, "m1", { k: "v", old: "x" });
    const { body } = await applyAs(door, "m1", { k: "v" });
    expect(body["data"]).toEqual({ k: "v" });
  });

  test("writes nothing when nothing changes", async ({ expect }) => {
    await using door = await open();
    const first = await applyAs(door, "m1", { k: "v" });
    const again = await applyAs(door, "m1", { k: "v" });
    expect(again).toMatchObject({ status: 200, body: first.body });
  });

  test("takes ownership of what an update wrote only by force", async ({ expect }) => {
    await using door = await open();
    await door.send("POST", configMaps, { body: configMap("a", { data: { k: "v" } }) });
    expect((await applyAs(door, "m1", { k: "w" })).status).toBe(409);
    expect((await applyAs(door, "m1", { k: "v" })).status).toBe(200);
  });

  test("merges lists of custom resources by their keys", async ({ expect }) => {
    await using door = await open();
    const entry = {
      type: "object",
      required: ["name"],
      properties: { name: { type: "string" }, value: { type: "string" } },
    };
    const list = {
      type: "array",
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      items: entry,
    };
    const spec = { type: "object", properties: { list } };
    await defineFoos(door, { type: "object", properties: { spec } });
    const send = (manager: string, name: string) =>
      door.send("PATCH", `${foos}/a`, {
        headers: apply,
        query: { fieldManager: manager },
        body: foo("a", { spec: { list: [{ name, value: manager }] } }),
      });
    await send("m1", "x");
    const { body } = await send("m2", "y");
    expect(at(body, "spec.list")).toEqual([
      { name: "x", value: "m1" },
      { name: "y", value: "m2" },
    ]);
  });

  test("a merge patch moves the ownership of what it changes to its manager", async ({ expect }) => {
    await using door = await open();
    await applyAs(door, "m1", { k: "v" });
    const { body } = await door.send("PATCH", `${configMaps}/a`, {
      headers: merge,
      query: { fieldManager: "editor" },
      body: { data: { k: "w" } },
    });
    expect(body["metadata"]).toMatchObject({ managedFields: [{ manager: "editor", operation: "Update" }] });
  });
});
