import { describe, test } from "vitest";
import { doors } from "./support/doors.ts";
import type { Door } from "./support/doors.ts";
import { at, configMap, defineFoos, foo, merge } from "./support/objects.ts";
import { isThere, settled } from "./support/settled.ts";

const [[, open]] = doors as readonly [(typeof doors)[0]];
const namespace = "/api/v1/namespaces/team";

async function makeNamespace(door: Door): Promise<void> {
  await door.send("POST", "/api/v1/namespaces", {
    body: { apiVersion: "v1", kind: "Namespace", metadata: { name: "team" } },
  });
}

describe("namespaces", () => {
  test("that every cluster has are there from the beginning", async ({ expect }) => {
    await using door = await open();
    const { body } = await door.send("GET", "/api/v1/namespaces");
    const names = (body["items"] as readonly { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
    expect(names).toEqual(["default", "kube-node-lease", "kube-public", "kube-system"]);
  });

  test("go at once when they are empty", async ({ expect }) => {
    await using door = await open();
    await makeNamespace(door);
    await door.send("DELETE", namespace);
    expect(await isThere(door, namespace)).toBe(false);
  });

  test("take everything with them, of custom kinds, too", async ({ expect }) => {
    await using door = await open();
    await defineFoos(door, { type: "object" });
    await makeNamespace(door);
    await door.send("POST", `${namespace}/configmaps`, { body: configMap("a") });
    const foos = "/apis/example.com/v1/namespaces/team/foos";
    await door.send("POST", foos, { body: foo("a") });
    await door.send("DELETE", namespace);
    expect(await isThere(door, namespace)).toBe(false);
    expect((await door.send("GET", `${foos}/a`)).status).toBe(404);
    expect((await door.send("GET", `${namespace}/configmaps/a`)).status).toBe(404);
  });

  test("wait for what is held by finalizers, and take nothing new", async ({ expect }) => {
    await using door = await open();
    await makeNamespace(door);
    const held = configMap("a", { metadata: { finalizers: ["example.com/hold"] } });
    await door.send("POST", `${namespace}/configmaps`, { body: held });
    await door.send("DELETE", namespace);
    expect(at(await settled(door, namespace), "status.phase")).toBe("Terminating");
    expect((await door.send("POST", `${namespace}/configmaps`, { body: configMap("b") })).status).toBe(403);
    await door.send("PATCH", `${namespace}/configmaps/a`, { headers: merge, body: { metadata: { finalizers: null } } });
    expect(await isThere(door, namespace)).toBe(false);
  });

  test("stay in the making of other namespaces", async ({ expect }) => {
    await using door = await open();
    await makeNamespace(door);
    await door.send("POST", "/api/v1/namespaces/default/configmaps", { body: configMap("a") });
    await door.send("DELETE", namespace);
    expect(await isThere(door, "/api/v1/namespaces/default/configmaps/a")).toBe(true);
  });
});
