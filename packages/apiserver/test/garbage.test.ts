import type { JsonObject } from "@flux-ts/base";
import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import type { Door } from "./support/doors.ts";
import { at, configMap, configMaps, merge } from "./support/objects.ts";
import { isThere, settled } from "./support/settled.ts";

const [[, open]] = doors as readonly [(typeof doors)[0]];

interface Owner {
  readonly name: string;
  readonly uid: string;
}

async function make(door: Door, name: string, owners: readonly Owner[] = [], rest: JsonObject = {}): Promise<Owner> {
  const ownerReferences = owners.map((owner) => ({ apiVersion: "v1", kind: "ConfigMap", ...owner, ...rest }));
  const { body } = await door.send("POST", configMaps, { body: configMap(name, { metadata: { ownerReferences } }) });
  return { name, uid: at(body, "metadata.uid") as string };
}

function remove(door: Door, name: string, propagationPolicy: string) {
  return door.send("DELETE", `${configMaps}/${name}`, { query: { propagationPolicy } });
}

describe("the garbage collector", () => {
  test("deletes what has no owner left, down to the last", async ({ expect }) => {
    await using door = await open();
    const a = await make(door, "a");
    const b = await make(door, "b", [a]);
    await make(door, "c", [b]);
    await remove(door, "a", "Background");
    expect([await isThere(door, `${configMaps}/b`), await isThere(door, `${configMaps}/c`)]).toEqual([false, false]);
  });

  test("keeps what another owner still has", async ({ expect }) => {
    await using door = await open();
    const [a, b] = [await make(door, "a"), await make(door, "b")];
    await make(door, "c", [a, b]);
    await remove(door, "a", "Background");
    expect(await isThere(door, `${configMaps}/c`)).toBe(true);
    await remove(door, "b", "Background");
    expect(await isThere(door, `${configMaps}/c`)).toBe(false);
  });

  test("deletes what never had an owner by that uid", async ({ expect }) => {
    await using door = await open();
    await make(door, "a");
    await make(door, "b", [{ name: "a", uid: "another" }]);
    expect(await isThere(door, `${configMaps}/b`)).toBe(false);
  });

  test("leaves dependents that are to be orphaned, without their owner", async ({ expect }) => {
    await using door = await open();
    const a = await make(door, "a");
    await make(door, "b", [a]);
    await remove(door, "a", "Orphan");
    expect(await isThere(door, `${configMaps}/a`)).toBe(false);
    expect(at(await settled(door, `${configMaps}/b`), "metadata.ownerReferences")).toBeUndefined();
  });

  test("deletes blocking dependents before their owner goes", async ({ expect }) => {
    await using door = await open();
    const a = await make(door, "a");
    await make(door, "b", [a], { blockOwnerDeletion: true });
    await door.send("PATCH", `${configMaps}/b`, {
      headers: merge,
      body: { metadata: { finalizers: ["example.com/hold"] } },
    });
    await remove(door, "a", "Foreground");
    expect(await isThere(door, `${configMaps}/a`)).toBe(true);
    await door.send("PATCH", `${configMaps}/b`, { headers: merge, body: { metadata: { finalizers: null } } });
    expect([await isThere(door, `${configMaps}/a`), await isThere(door, `${configMaps}/b`)]).toEqual([false, false]);
  });

  test("waits for no dependent that does not block", async ({ expect }) => {
    await using door = await open();
    const a = await make(door, "a");
    await make(door, "b", [a]);
    await remove(door, "a", "Foreground");
    expect([await isThere(door, `${configMaps}/a`), await isThere(door, `${configMaps}/b`)]).toEqual([false, false]);
  });
});
