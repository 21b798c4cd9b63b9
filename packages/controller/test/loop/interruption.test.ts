import type { JsonObject, KubeObject } from "@flux-ts/base";
import { interruptionOf, ReconcileError } from "@flux-ts/controller";
import type { Trigger } from "@flux-ts/controller";
import { test } from "vitest";
import { app, type App, appKind, condition, createWorld, ready } from "./world.ts";

const settled = { status: { observedGeneration: 1, conditions: [condition("Ready")] } };

const bySource: Trigger<App> = {
  watch: { apiVersion: "v1", kind: "Source" },
  predicate: () => true,
  map: (source, objects) => objects.byIndex("source", source.metadata.name),
  interruptOn: (_, source) => source["urgent"] === true,
};

const kind = {
  ...appKind,
  indexes: { source: ({ spec }: App) => (spec.source === undefined ? [] : [spec.source]) },
  triggers: [bySource],
};

function source(change: JsonObject = {}): KubeObject {
  return { apiVersion: "v1", kind: "Source", metadata: { name: "fleet", namespace: "team" }, ...change };
}

type World = Awaited<ReturnType<typeof createWorld>>;

const interruptions: Record<string, { act: (world: World) => void; why: string; next: string | undefined }> = {
  "a newer generation": {
    act: ({ cluster }) => cluster.edit("App", "web", { spec: { interval: "2m" } }),
    why: "generation",
    next: "spec",
  },
  "a new request": {
    act: ({ cluster }) =>
      cluster.edit("App", "web", { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "t2" } } }),
    why: "request",
    next: "request",
  },
  "suspending the object": {
    act: ({ cluster }) => cluster.edit("App", "web", { spec: { suspend: true } }),
    why: "suspend",
    next: undefined,
  },
  "deleting the object": { act: ({ cluster }) => cluster.delete("App", "web"), why: "deletion", next: "spec" },
  "what the kind says makes the run pointless": {
    act: ({ cluster }) => cluster.put(source({ urgent: true })),
    why: "superseded",
    next: "trigger",
  },
};

test.for(Object.entries(interruptions))(
  "%s interrupts the run, which leaves no failure; the next one begins at once",
  async ([, { act, why, next }], { expect }) => {
    const web = app("web", { ...settled, spec: { source: "fleet" } });
    const world = await createWorld({ kind, objects: [web, source()] });
    const { call, calls, conditions, events, settle } = world;
    await call().run.progress({ message: "waiting" });
    act(world);
    await settle();
    const { signal } = call().run;
    expect(interruptionOf(signal)).toBe(why);
    expect(calls).toHaveLength(1);
    await call().fail(signal.reason);
    expect(conditions().map(({ status }) => status)).not.toContain("False");
    expect(events).toEqual([]);
    expect(calls[1]?.run.reason).toBe(next);
  },
);

test("a suspended object shows again what it showed before the run", async ({ expect }) => {
  const { call, cluster, settle, conditions, app: read } = await createWorld({ objects: [app("web", settled)] });
  await call().run.progress({ message: "waiting", status: { inventory: ["a"] } });
  cluster.edit("App", "web", { spec: { suspend: true } });
  await settle();
  await call().fail(call().run.signal.reason);
  expect(conditions()).toEqual([condition("Ready", { observedGeneration: 2 })]);
  expect(read()?.status?.inventory).toEqual(["a"]);
});

const suspended = {
  "is ready counts as ready for the generation that suspends it": {
    before: condition("Ready"),
    after: condition("Ready", { observedGeneration: 2 }),
    observed: 2,
  },
  "has failed shows the generation that failed": {
    before: condition("Ready", { status: "False" }),
    after: condition("Ready", { status: "False" }),
    observed: 1,
  },
};
test.for(Object.entries(suspended))(
  "a suspended object that %s",
  async ([, { before, after, observed }], { expect }) => {
    const status = { observedGeneration: 1, conditions: [before] };
    const { call, cluster, settle, conditions, app: read } = await createWorld({ objects: [app("web", { status })] });
    await call().end({});
    cluster.edit("App", "web", { spec: { suspend: true } });
    await settle();
    expect(conditions()).toEqual([after]);
    expect(read()?.status?.observedGeneration).toBe(observed);
  },
);

test("whatever an interrupted run fails with counts as the interruption", async ({ expect }) => {
  const { call, cluster, settle, events, clock, calls } = await createWorld();
  cluster.edit("App", "web", { spec: { interval: "2m" } });
  await settle();
  await call().end({ error: new ReconcileError("BuildFailed", "killed") });
  expect(events).toEqual([]);
  expect(calls).toHaveLength(2);
  await clock.advance(10_000);
  expect(calls).toHaveLength(2);
});

test("an interrupted run may not show progress any more", async ({ expect }) => {
  const { call, cluster, settle, clock } = await createWorld();
  const { run } = call();
  run.note({ message: "fetching" });
  cluster.edit("App", "web", { spec: { interval: "2m" } });
  await settle();
  run.note({ message: "building" });
  await expect(run.progress({ message: "applying" })).rejects.toThrow("interrupted: generation");
  await call().fail(run.signal.reason);
  const { length } = cluster.writes;
  await clock.advance(1000);
  expect(cluster.writes).toHaveLength(length);
});

test("a run that succeeds although it was interrupted counts, and the next one begins", async ({ expect }) => {
  const { call, calls, cluster, settle, app: read } = await createWorld();
  cluster.edit("App", "web", { spec: { interval: "2m" } });
  await settle();
  await call().end({ ...ready, status: { revision: "v1" } });
  expect(read()?.status).toMatchObject({ revision: "v1", observedGeneration: 1 });
  expect(calls).toHaveLength(2);
});

const harmless: Record<string, JsonObject> = {
  "status of others": { status: { revision: "v9" } },
  labels: { metadata: { labels: { team: "a" } } },
  "foreign annotations": { metadata: { annotations: { note: "x" } } },
  "a request that is withdrawn": { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": null } } },
};
test.for(Object.entries(harmless))("%s neither interrupt nor wake", async ([, change], { expect }) => {
  const web = app("web", {
    status: { ...settled.status, lastHandledReconcileAt: "t1" },
    metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "t1" } },
  });
  const { call, calls, cluster, settle } = await createWorld({ objects: [web] });
  cluster.edit("App", "web", change);
  await settle();
  expect(call().run.signal.aborted).toBe(false);
  await call().end(ready);
  expect(calls).toHaveLength(1);
});

test("an edit the run has seen already, by the answer to its own write, does not interrupt it", async ({ expect }) => {
  const { call, calls, cluster, settle } = await createWorld({
    objects: [app("web", { metadata: { finalizers: [] } })],
    prepare: (cluster) => cluster.lag(),
  });
  expect(calls).toHaveLength(1);
  cluster.catchUp();
  await settle();
  expect(call().run.signal.aborted).toBe(false);
  expect(calls).toHaveLength(1);
});

test("a change of an idle object does not interrupt the run that it starts", async ({ expect }) => {
  const { call, cluster, settle } = await createWorld();
  await call().end(ready);
  cluster.edit("App", "web", { spec: { interval: "2m" } });
  await settle();
  expect(call().run.reason).toBe("spec");
  expect(call().run.signal.aborted).toBe(false);
});

test("a watch that lags behind the object of a run does not interrupt it", async ({ expect }) => {
  const { call, calls, cluster, settle } = await createWorld({
    objects: [app("web", { metadata: { finalizers: [] } })],
    reconciler: {},
    prepare: (cluster) => {
      cluster.lag();
      cluster.edit("App", "web", { metadata: { labels: { team: "a" } } });
      cluster.edit("App", "web", { spec: { interval: "2m" } });
    },
  });
  expect(call().object.metadata.generation).toBe(2);
  cluster.catchUp();
  await settle();
  expect(call().run.signal.aborted).toBe(false);
  expect(calls).toHaveLength(1);
});

test("suspending a run that has shown nothing writes nothing", async ({ expect }) => {
  const { call, cluster, settle } = await createWorld();
  cluster.edit("App", "web", { spec: { suspend: true } });
  await settle();
  await call().fail(call().run.signal.reason);
  expect(cluster.writes).toEqual([]);
});
