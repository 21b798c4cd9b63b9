import type { KubeObject } from "@flux-ts/base";
import { type ApiRequest, type Client, createClient, type Informer, KubeError, type WatchEvent } from "@flux-ts/kube";
import { createFakeTransport, createManualClock, type FakeTransport, type ManualClock } from "@flux-ts/kube/testing";
import { expect, test } from "vitest";
import {
  type Broadcast,
  configMap,
  createBroadcast,
  discoveryAnswer,
  json,
  listAnswer,
  statusAnswer,
} from "../support/api.ts";

const target = { apiVersion: "v1", kind: "ConfigMap" };
const settle = 1;

/** A server that answers lists from a queue and hands out watches that the test speaks on. */
interface World {
  readonly client: Client;
  readonly clock: ManualClock;
  readonly transport: FakeTransport;
  readonly lists: ReturnType<typeof listAnswer>[];
  /** The watches opened so far, oldest first. */
  readonly watches: Broadcast[];
  /** Names of the requests so far, without discovery. */
  readonly asked: () => readonly string[];
}

function createWorld(lists: readonly ReturnType<typeof listAnswer>[]): World {
  const clock = createManualClock();
  const queue = [...lists];
  const watches: Broadcast[] = [];
  const transport = createFakeTransport((request) => {
    const discovered = discoveryAnswer(request);
    if (discovered) return discovered;
    if (!isWatch(request)) return queue.shift() ?? statusAnswer(500, "InternalError", "no list left");
    const watch = createBroadcast();
    request.signal?.addEventListener("abort", () => watch.fail(request.signal?.reason as Error), { once: true });
    watches.push(watch);
    return watch;
  });
  const client = createClient({ transport, clock, random: () => 0 });
  const asked = (): readonly string[] =>
    transport.requests.filter((request) => !discoveryAnswer(request)).map(describe);
  return { client, clock, transport, lists: queue, watches, asked };
}

function isWatch({ query = [] }: ApiRequest): boolean {
  return query.some(([name]) => name === "watch");
}

function describe(request: ApiRequest): string {
  const query = new Map(request.query ?? []);
  if (!isWatch(request)) return query.has("continue") ? `list from ${query.get("continue")}` : "list";
  return `watch from ${query.get("resourceVersion")}`;
}

function shown(event: WatchEvent): string {
  switch (event.type) {
    case "added":
    case "modified":
    case "deleted":
      return `${event.type} ${event.object.metadata.name}@${event.object.metadata.resourceVersion}`;
    case "failed":
      return `failed: ${event.error.message}, again in ${event.retryInMs} ms`;
    default:
      return event.type;
  }
}

async function started(world: World): Promise<{ events: string[]; informer: Informer<KubeObject> }> {
  const informer = world.client.informer(target);
  const events: string[] = [];
  informer.subscribe((event) => events.push(shown(event)));
  void informer.start();
  await world.clock.advance(settle);
  return { events, informer };
}

test("lists page by page, tells what exists, then watches from there", async () => {
  const world = createWorld([
    listAnswer([configMap("a")], { resourceVersion: "7", continue: "next" }),
    listAnswer([configMap("b")], { resourceVersion: "7" }),
  ]);
  const { events, informer } = await started(world);
  expect(events).toEqual(["added a@1", "added b@1", "synced"]);
  expect(world.asked()).toEqual(["list", "list from next", "watch from 7"]);
  expect(informer.synced).toBe(true);
  expect(informer.list().map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([
    "ConfigMap a",
    "ConfigMap b",
  ]);
  await informer.stop();
});

test("changes arrive in order, with the old object, and update the copy", async () => {
  const world = createWorld([listAnswer([configMap("a")], { resourceVersion: "7" })]);
  const { events, informer } = await started(world);
  const [watch] = world.watches;
  watch?.say("ADDED", configMap("b", { resourceVersion: "8" }));
  watch?.say("MODIFIED", configMap("a", { resourceVersion: "9" }));
  watch?.say("DELETED", configMap("b", { resourceVersion: "10" }));
  await world.clock.advance(settle);
  expect(events.slice(2)).toEqual(["added b@8", "modified a@9", "deleted b@10"]);
  expect(informer.get("b", "default")).toBeUndefined();
  expect(informer.get("a", "default")?.metadata.resourceVersion).toBe("9");
  await informer.stop();
});

test("a watch that the server ends goes on behind the last bookmark", async () => {
  const world = createWorld([listAnswer([], { resourceVersion: "7" })]);
  const { events, informer } = await started(world);
  world.watches[0]?.say("BOOKMARK", { metadata: { resourceVersion: "42" } });
  world.watches[0]?.end();
  await world.clock.advance(settle);
  expect(world.asked()).toEqual(["list", "watch from 7", "watch from 42"]);
  expect(events).toEqual(["synced"]);
  await informer.stop();
});

test("a watch that breaks is told, and opened again after a pause", async () => {
  const world = createWorld([listAnswer([], { resourceVersion: "7" })]);
  const { events, informer } = await started(world);
  world.watches[0]?.fail(new KubeError("connection-lost", "gone away"));
  await world.clock.advance(settle);
  expect(events).toEqual(["synced", "failed: gone away, again in 800 ms"]);
  expect(informer.failure?.message).toBe("gone away");
  expect(world.watches).toHaveLength(1);
  await world.clock.advance(800);
  expect(world.asked()).toEqual(["list", "watch from 7", "watch from 7"]);
  expect(events.at(-1)).toBe("recovered");
  expect(informer.failure).toBeUndefined();
  await informer.stop();
});

test("history that is gone makes a new list, and what it lacks was deleted", async () => {
  const world = createWorld([
    listAnswer([configMap("kept"), configMap("lost"), configMap("replaced")], { resourceVersion: "7" }),
    listAnswer(
      [configMap("kept"), configMap("replaced", { uid: "another", resourceVersion: "20" }), configMap("new")],
      { resourceVersion: "30" },
    ),
  ]);
  const { events, informer } = await started(world);
  const expired = {
    kind: "Status",
    apiVersion: "v1",
    status: "Failure",
    code: 410,
    reason: "Expired",
    message: "too old",
  };
  world.watches[0]?.say("BOOKMARK", { metadata: { resourceVersion: "8" } });
  world.watches[0]?.say("ERROR", expired);
  await world.clock.advance(settle);
  expect(events.slice(4)).toEqual([
    "deleted replaced@1",
    "added replaced@20",
    "added new@1",
    "deleted lost@1",
    "synced",
  ]);
  expect(world.asked().at(-1)).toBe("watch from 30");
  await informer.stop();
});

test("a watch that outlives its time is given up by the client", async () => {
  const world = createWorld([listAnswer([], { resourceVersion: "7" })]);
  const { events, informer } = await started(world);
  await world.clock.advance(331_000);
  expect(events[1]).toBe("failed: The watch was not ended by the server in time, again in 800 ms");
  expect(world.watches).toHaveLength(2);
  await informer.stop();
});

test("a handler that comes later is told what is there first", async () => {
  const world = createWorld([listAnswer([configMap("a")], { resourceVersion: "7" })]);
  const { informer } = await started(world);
  const late: string[] = [];
  const leave = informer.subscribe((event) => late.push(shown(event)));
  expect(late).toEqual(["added a@1", "synced"]);
  leave();
  world.watches[0]?.say("ADDED", configMap("b"));
  await world.clock.advance(settle);
  expect(late).toHaveLength(2);
  await informer.stop();
});

test("indexes follow the changes", async () => {
  const world = createWorld([listAnswer([configMap("a"), configMap("b")], { resourceVersion: "7" })]);
  const team = ({ metadata }: KubeObject): readonly string[] => [metadata.labels?.["team"] ?? "none"];
  const informer = world.client.informer(target, { indexes: { team } });
  void informer.start();
  await world.clock.advance(settle);
  const { metadata, ...rest } = configMap("a", { resourceVersion: "8" });
  world.watches[0]?.say("MODIFIED", { ...rest, metadata: { ...metadata, labels: { team: "red" } } });
  await world.clock.advance(settle);
  expect(informer.byIndex("team", "red").map((object) => object.metadata.name)).toEqual(["a"]);
  expect(informer.byIndex("team", "none").map((object) => object.metadata.name)).toEqual(["b"]);
  expect(() => informer.byIndex("colour", "red")).toThrow(RangeError);
  await informer.stop();
});

test("a transform decides what is kept and told", async () => {
  const world = createWorld([listAnswer([configMap("a")], { resourceVersion: "7" })]);
  const informer = world.client.informer(target, { transform: ({ metadata }: KubeObject) => metadata.uid ?? "" });
  void informer.start();
  await world.clock.advance(settle);
  expect(informer.list()).toEqual(["uid-a"]);
  await informer.stop();
});

test("stopping ends the wait for the first list, and nothing is told any more", async () => {
  const world = createWorld([]);
  const informer = world.client.informer(target);
  const events: WatchEvent[] = [];
  informer.subscribe((event) => events.push(event));
  const ready = informer.start();
  await informer.stop();
  await ready;
  await world.clock.advance(60_000);
  expect(informer.synced).toBe(false);
  expect(events).toEqual([]);
});

test("closing the client ends its watches", async () => {
  const world = createWorld([listAnswer([], { resourceVersion: "7" }), listAnswer([], { resourceVersion: "7" })]);
  const { informer } = await started(world);
  const watching = Array.fromAsync(world.client.watch(target)).catch((error: unknown) => error);
  await world.client.close();
  expect(await watching).toMatchObject({ code: "closed" });
  await world.clock.advance(60_000);
  expect(world.watches).toHaveLength(1);
  expect(informer.failure).toBeUndefined();
});

test("a metadata watch asks for headers and gives them their own kind", async () => {
  const header = { ...configMap("a"), apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata" };
  const world = createWorld([
    json(200, {
      kind: "PartialObjectMetadataList",
      apiVersion: "meta.k8s.io/v1",
      metadata: { resourceVersion: "7" },
      items: [header],
    }),
  ]);
  const informer = world.client.informer(target, { metadataOnly: true });
  void informer.start();
  await world.clock.advance(settle);
  world.watches[0]?.say("ADDED", { ...configMap("b"), data: { big: "value" } });
  await world.clock.advance(settle);
  expect(informer.list()).toEqual([configMap("a"), configMap("b")]);
  const accepts = world.transport.requests.slice(-2).map(({ headers }) => String(headers?.["accept"]).split(";")[1]);
  expect(accepts).toEqual(["as=PartialObjectMetadataList", "as=PartialObjectMetadata"]);
  await informer.stop();
});

test("waiting ends as soon as the predicate holds", async () => {
  const world = createWorld([listAnswer([], { resourceVersion: "7" })]);
  const key = { ...target, namespace: "default", name: "a" };
  const found = world.client.waitFor(key, (object) => object?.metadata.resourceVersion === "9", { timeoutMs: 5000 });
  await world.clock.advance(settle);
  world.watches[0]?.say("ADDED", configMap("a", { resourceVersion: "8" }));
  world.watches[0]?.say("MODIFIED", configMap("a", { resourceVersion: "9" }));
  expect(await found).toEqual(configMap("a", { resourceVersion: "9" }));
  expect(world.transport.requests.at(-1)?.query).toContainEqual(["fieldSelector", "metadata.name=a"]);
});

test("waiting for an absence needs no event", async () => {
  const world = createWorld([listAnswer([], { resourceVersion: "7" })]);
  const key = { ...target, namespace: "default", name: "a" };
  expect(await world.client.waitFor(key, (object) => object === undefined)).toBeUndefined();
});

test("waiting ends at its deadline and says what it waited for", async () => {
  const world = createWorld([listAnswer([], { resourceVersion: "7" })]);
  const key = { ...target, namespace: "default", name: "a" };
  const outcome = world.client
    .waitFor(key, (object) => object !== undefined, { timeoutMs: 5000 })
    .catch((error) => error);
  await world.clock.advance(5000);
  expect(await outcome).toMatchObject({
    code: "timeout",
    message: "Timed out waiting for ConfigMap/default/a after 5000 ms",
  });
});

test("waiting for what may not be watched fails at once", async () => {
  const world = createWorld([statusAnswer(403, "Forbidden", "configmaps is forbidden")]);
  const key = { ...target, namespace: "default", name: "a" };
  await expect(world.client.waitFor(key, () => true)).rejects.toThrow("configmaps is forbidden");
});

test("an aborted wait throws the reason", async () => {
  const world = createWorld([listAnswer([], { resourceVersion: "7" })]);
  const stopping = new AbortController();
  const key = { ...target, namespace: "default", name: "a" };
  const outcome = world.client.waitFor(key, () => false, { signal: stopping.signal }).catch((error) => error);
  await world.clock.advance(settle);
  stopping.abort(new Error("shutting down"));
  expect(await outcome).toEqual(new Error("shutting down"));
});
