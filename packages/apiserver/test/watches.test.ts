import type { JsonObject } from "@flux-ts/base";
import { createManualClock } from "@flux-ts/apiserver/testing";
import { describe, expect, test } from "vitest";
import { doors } from "./support/doors.ts";
import type { Watch } from "./support/doors.ts";
import { at, configMap, configMaps, merge } from "./support/objects.ts";

/** Comes when what there was has been sent. */
const presentIsOver = {
  type: "BOOKMARK",
  object: { kind: "ConfigMap", metadata: { annotations: { "k8s.io/initial-events-end": "true" } } },
};

/** The next event in short: its type and the name of its object. */
async function nextOf(watch: Watch): Promise<string> {
  const event = (await watch.next()) ?? {};
  return `${event["type"] as string} ${at(event, "object.metadata.name") as string}`;
}

describe.for(doors)("watches %s", ([, open]) => {
  test("without a version they begin with what is there and go on with what happens", async ({ expect }) => {
    await using door = await open();
    await door.send("POST", configMaps, { body: configMap("a") });
    await using watch = await door.watch(configMaps, {});
    const names = [await nextOf(watch)];
    await door.send("PATCH", `${configMaps}/a`, { headers: merge, body: { data: { k: "v" } } });
    await door.send("POST", configMaps, { body: configMap("b") });
    await door.send("DELETE", `${configMaps}/a`);
    for (let count = 0; count < 3; count++) names.push(await nextOf(watch));
    expect(names).toEqual(["ADDED a", "MODIFIED a", "ADDED b", "DELETED a"]);
  });

  test("from a version on they give what happened since", async ({ expect }) => {
    await using door = await open();
    const { body } = await door.send("POST", configMaps, { body: configMap("a") });
    await door.send("POST", configMaps, { body: configMap("b") });
    await using watch = await door.watch(configMaps, {
      resourceVersion: at(body, "metadata.resourceVersion") as string,
    });
    expect(await nextOf(watch)).toBe("ADDED b");
  });

  test("an object that leaves the selection is deleted from it, at the version of the change", async ({ expect }) => {
    await using door = await open();
    await door.send("POST", configMaps, { body: configMap("a", { metadata: { labels: { on: "yes" } } }) });
    await using watch = await door.watch(configMaps, { labelSelector: "on=yes" });
    expect(await nextOf(watch)).toBe("ADDED a");
    const body = { metadata: { labels: { on: "no" } } };
    const changed = await door.send("PATCH", `${configMaps}/a`, { headers: merge, body });
    const event = await watch.next();
    expect(event).toMatchObject({ type: "DELETED", object: { metadata: { name: "a", labels: { on: "yes" } } } });
    expect(at(event as JsonObject, "object.metadata.resourceVersion")).toBe(
      at(changed.body, "metadata.resourceVersion"),
    );
  });

  test("a version that is forgotten gives one expired error and the end", async ({ expect }) => {
    const { createMemoryStore } = await import("@flux-ts/apiserver");
    const store = createMemoryStore();
    await using door = await open({ store });
    await door.send("POST", configMaps, { body: configMap("a") });
    store.compact(store.revision);
    await using watch = await door.watch(configMaps, { resourceVersion: "1" });
    expect(await watch.next()).toMatchObject({ type: "ERROR", object: { code: 410, reason: "Expired" } });
    expect(await watch.next()).toBeUndefined();
  });

  test("a watch that replaces a list marks the end of what was there", async ({ expect }) => {
    await using door = await open();
    await door.send("POST", configMaps, { body: configMap("a") });
    await using watch = await door.watch(configMaps, {
      sendInitialEvents: "true",
      resourceVersionMatch: "NotOlderThan",
      allowWatchBookmarks: "true",
    });
    expect(await nextOf(watch)).toMatch(/ADDED/);
    expect(await watch.next()).toMatchObject(presentIsOver);
  });

  test("bookmarks come every minute and before the end", async ({ expect }) => {
    const clock = createManualClock();
    await using door = await open({ clock, controllers: false });
    await using watch = await door.watch(configMaps, { allowWatchBookmarks: "true", timeoutSeconds: "90" });
    expect(await watch.next()).toMatchObject(presentIsOver);
    clock.advance(60_000);
    expect(await watch.next()).toMatchObject({ type: "BOOKMARK" });
    clock.advance(29_000);
    expect(await watch.next()).toMatchObject({ type: "BOOKMARK" });
    clock.advance(1_000);
    expect(await watch.next()).toBeUndefined();
  });

  const beginnings: Record<string, { query: { readonly [name: string]: string }; want: readonly string[] }> = {
    "without a version at what there is": { query: {}, want: ["ADDED a", "ADDED b"] },
    "at version 0 at what there is": { query: { resourceVersion: "0" }, want: ["ADDED a", "ADDED b"] },
    "at what comes when they do without what there is": {
      query: { sendInitialEvents: "false", resourceVersionMatch: "NotOlderThan" },
      want: ["ADDED b"],
    },
    "at what there is when they ask for it, whatever the version": {
      query: { resourceVersion: "1", sendInitialEvents: "true", resourceVersionMatch: "NotOlderThan" },
      want: ["ADDED a", "ADDED b"],
    },
  };
  test.for(Object.entries(beginnings))("they begin %s", async ([, { query, want }], { expect }) => {
    await using door = await open();
    await door.send("POST", configMaps, { body: configMap("a") });
    await using watch = await door.watch(configMaps, query);
    await door.send("POST", configMaps, { body: configMap("b") });
    const names: string[] = [];
    while (names.length < want.length) names.push(await nextOf(watch));
    expect(names).toEqual(want);
  });

  const failures: Record<string, { query: { readonly [name: string]: string }; want: JsonObject }> = {
    "a state that is yet to come": {
      query: { resourceVersion: "99999", sendInitialEvents: "true", resourceVersionMatch: "NotOlderThan" },
      want: {
        code: 504,
        reason: "Timeout",
        message: expect.stringMatching(/^Timeout: Too large resource version: 99999/),
      },
    },
    "a time that is over": {
      query: { timeoutSeconds: "-1" },
      want: { code: 500, reason: "InternalError", message: "context deadline exceeded" },
    },
  };
  test.for(Object.entries(failures))("%s ends them with an error", async ([, { query, want }], { expect }) => {
    await using door = await open();
    await using watch = await door.watch(configMaps, query);
    expect(await watch.next()).toMatchObject({ type: "ERROR", object: want });
    expect(await watch.next()).toBeUndefined();
  });

  test("one object can be watched by its path", async ({ expect }) => {
    await using door = await open();
    await using watch = await door.watch(configMaps, { fieldSelector: "metadata.name=b" });
    await door.send("POST", configMaps, { body: configMap("a") });
    await door.send("POST", configMaps, { body: configMap("b") });
    expect(await nextOf(watch)).toBe("ADDED b");
  });
});
