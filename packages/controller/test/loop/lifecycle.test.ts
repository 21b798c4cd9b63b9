import { ReconcileError } from "@flux-ts/controller";
import { test } from "vitest";
import { app, appKind, condition, createWorld, finalizers, ready } from "./world.ts";

test("the finalizer is added before the first run, under the controller's name", async ({ expect }) => {
  const { calls, call, cluster } = await createWorld({
    objects: [app("web", { metadata: { finalizers: ["other"] } })],
  });
  expect(cluster.writes).toEqual([
    {
      name: "web",
      fieldManager: "gotk-app-controller",
      patch: { metadata: { resourceVersion: "1", finalizers: ["other", ...finalizers] } },
    },
  ]);
  expect(calls).toHaveLength(1);
  expect(call().object.metadata.finalizers).toEqual(["other", ...finalizers]);
});

test("an object that changed while the finalizer was added is tried again", async ({ expect }) => {
  const {
    calls,
    clock,
    app: read,
  } = await createWorld({
    objects: [app("web", { metadata: { finalizers: [] } })],
    prepare: (cluster) => cluster.failNext(409, "Conflict"),
  });
  expect(calls).toHaveLength(0);
  await clock.advance(750);
  expect(calls).toHaveLength(1);
  expect(read()?.metadata.finalizers).toEqual(finalizers);
});

test("a kind may have a finalizer of its own", async ({ expect }) => {
  const kind = { ...appKind, finalizer: "apps.example.com/finalizer" };
  const { app: read } = await createWorld({ kind, objects: [app("web", { metadata: { finalizers: [] } })] });
  expect(read()?.metadata.finalizers).toEqual(["apps.example.com/finalizer"]);
});

test("a suspended object is left alone, until it is resumed", async ({ expect }) => {
  const { calls, call, cluster, settle } = await createWorld({
    objects: [app("web", { spec: { suspend: true }, metadata: { finalizers: [] } })],
  });
  expect(calls).toHaveLength(0);
  expect(cluster.writes).toEqual([]);
  cluster.edit("App", "web", { spec: { suspend: false } });
  await settle();
  expect(call().run.reason).toBe("spec");
});

test("a kind may be suspended by something else, such as an annotation", async ({ expect }) => {
  const paused = "apps.example.com/pause";
  const kind = { ...appKind, isSuspended: (object: typeof web) => object.metadata.annotations?.[paused] === "true" };
  const web = app("web", { metadata: { annotations: { [paused]: "true" } } });
  const { calls, cluster, settle } = await createWorld({ kind, objects: [web] });
  expect(calls).toHaveLength(0);
  cluster.edit("App", "web", { metadata: { annotations: { [paused]: null } } });
  await settle();
  expect(calls).toHaveLength(1);
});

test("a deleted object is finalized, then let go; nothing else is written", async ({ expect }) => {
  const { call, calls, cluster, settle, app: read, clock } = await createWorld();
  await call().end({ ...ready, requeueAfterMs: 60_000 });
  cluster.writes.length = 0;
  cluster.delete("App", "web");
  await settle();
  expect(calls).toHaveLength(2);
  expect(call().object.metadata.deletionTimestamp).toBeDefined();
  await call().end({});
  expect(read()).toBeUndefined();
  expect(cluster.writes.map(({ patch }) => patch)).toEqual([
    { metadata: { resourceVersion: expect.any(String), finalizers: [] } },
  ]);
  await clock.advance(120_000);
  expect(calls).toHaveLength(2);
});

test("a suspended object is finalized too", async ({ expect }) => {
  const {
    call,
    cluster,
    settle,
    app: read,
  } = await createWorld({ objects: [app("web", { spec: { suspend: true } })] });
  cluster.delete("App", "web");
  await settle();
  await call().end({});
  expect(read()).toBeUndefined();
});

test("a finalizer that cannot be removed is a failure like any other", async ({ expect }) => {
  const { call, cluster, settle, conditions, clock, app: read } = await createWorld();
  await call().end(ready);
  cluster.delete("App", "web");
  await settle();
  cluster.failNext(500, "InternalError");
  await call().end({});
  expect(conditions().at(-1)).toMatchObject({ status: "False", reason: "ReconciliationFailed" });
  await clock.advance(750);
  await call().end({});
  expect(read()).toBeUndefined();
});

test("a kind without finalize is let go at once", async ({ expect }) => {
  const {
    cluster,
    settle,
    app: read,
  } = await createWorld({
    reconciler: { finalize: async () => {}, reconcile: async () => ready },
  });
  cluster.delete("App", "web");
  await settle();
  expect(read()).toBeUndefined();
});

test("an object whose finalizer is gone is left to others", async ({ expect }) => {
  const { calls, cluster, settle } = await createWorld({ reconciler: { reconcile: async () => ready } });
  cluster.edit("App", "web", { metadata: { finalizers: ["other"] } });
  cluster.delete("App", "web");
  await settle();
  expect(calls).toHaveLength(0);
});

test("a failed finalize is shown, told and tried again", async ({ expect }) => {
  const { call, calls, cluster, settle, conditions, events, clock, app: read } = await createWorld();
  await call().end(ready);
  cluster.delete("App", "web");
  await settle();
  await call().fail(new ReconcileError("PruneFailed", "cannot delete ConfigMap/team/x"));
  expect(conditions().at(-1)).toMatchObject({ type: "Ready", status: "False", reason: "PruneFailed" });
  expect(events).toMatchObject([{ severity: "error", reason: "PruneFailed" }]);
  await clock.advance(750);
  expect(calls).toHaveLength(3);
  await call().end({});
  expect(read()).toBeUndefined();
});

test("a finalizer list that changed meanwhile is not overwritten; finalize runs again", async ({ expect }) => {
  const { call, cluster, settle, clock, app: read } = await createWorld();
  await call().end(ready);
  cluster.delete("App", "web");
  await settle();
  cluster.lag();
  cluster.edit("App", "web", { metadata: { finalizers: [...finalizers, "other"] } });
  await call().end({});
  expect(read()?.metadata.finalizers).toEqual([...finalizers, "other"]);
  cluster.catchUp();
  await clock.advance(1000);
  await call().end({});
  expect(read()?.metadata.finalizers).toEqual(["other"]);
});

test("an object that is gone when its run ends is no failure", async ({ expect }) => {
  const { call, cluster, logs, clock, calls } = await createWorld();
  cluster.lag();
  cluster.edit("App", "web", { metadata: { finalizers: null } });
  cluster.delete("App", "web");
  await call().end(ready);
  cluster.catchUp();
  await clock.advance(60_000);
  expect(calls).toHaveLength(1);
  expect(logs.filter((line) => line.startsWith("error"))).toEqual([]);
});

test("an object that appears later is run; so is one that is made anew under its name", async ({ expect }) => {
  const { call, calls, cluster, settle } = await createWorld({ objects: [], reconciler: { finalize: async () => {} } });
  expect(calls).toHaveLength(0);
  cluster.put(app("late", { metadata: { generation: 3 } }));
  await settle();
  expect(call().run.reason).toBe("spec");
  cluster.delete("App", "late");
  await settle();
  await call().fail(call().run.signal.reason);
  cluster.put(app("late"));
  await settle();
  expect(calls).toHaveLength(2);
});

test("a run on an object that was replaced meanwhile does not touch the new one", async ({ expect }) => {
  const { calls, cluster, clock, settle } = await createWorld();
  const [first] = calls;
  first?.run.note({ message: "applying" });
  cluster.edit("App", "web", { metadata: { finalizers: null } });
  cluster.delete("App", "web");
  cluster.put(app("web"));
  await clock.advance(200);
  await first?.end({ ...ready, status: { revision: "old" } });
  await settle();
  expect(cluster.writes).toEqual([]);
  expect(calls).toHaveLength(2);
});

const unfinished = { status: { observedGeneration: 1, conditions: [condition("Ready")] } };
const reasons = {
  "an object that was done before the start is run as new": { change: unfinished, want: "new" },
  "one that was edited meanwhile is run for its spec": {
    change: { ...unfinished, metadata: { generation: 2 } },
    want: "spec",
  },
  "one that was asked for meanwhile is run for the request": {
    change: { ...unfinished, metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } } },
    want: "request",
  },
};
test.for(Object.entries(reasons))("%s", async ([, { change, want }], { expect }) => {
  const { call } = await createWorld({ objects: [app("web", change)] });
  expect(call().run.reason).toBe(want);
});
