import { ReconcileError } from "@flux-ts/controller";
import { test } from "vitest";
import { app, createWorld, ready } from "./world.ts";

const failure = new ReconcileError("BuildFailed", "no such file");

test("events of a run carry the object, prefixed metadata and the object's own event annotations", async ({
  expect,
}) => {
  const annotations = { "event.toolkit.fluxcd.io/change_request": "42", "other/annotation": "x" };
  const { call, events } = await createWorld({ objects: [app("web", { metadata: { annotations } })] });
  call().run.event({
    severity: "info",
    reason: "Progressing",
    message: "applied https://me:secret@example.com/x.git",
    metadata: { revision: "v1", "other.example.com/key": "y" },
  });
  expect(events).toEqual([
    {
      object: call().object,
      severity: "info",
      reason: "Progressing",
      message: "applied https://***@example.com/x.git",
      metadata: {
        "apps.example.com/revision": "v1",
        "other.example.com/key": "y",
        "event.toolkit.fluxcd.io/change_request": "42",
      },
      time: new Date("2026-01-01T01:00:00Z"),
    },
  ]);
});

test("a failure is told by an event and one error line", async ({ expect }) => {
  const { call, events, logs } = await createWorld();
  await call().end({ error: failure, eventMetadata: { revision: "v1" } });
  expect(events).toMatchObject([
    {
      severity: "error",
      reason: "BuildFailed",
      message: "no such file",
      metadata: { "apps.example.com/revision": "v1" },
    },
  ]);
  expect(logs).toEqual(["error reconciliation failed"]);
});

test("waiting is told by nobody but the log", async ({ expect }) => {
  const { call, events, logs } = await createWorld();
  await call().end({ error: new ReconcileError("DependencyNotReady", "db", { disposition: "wait" }) });
  expect(events).toEqual([]);
  expect(logs).toEqual(["info reconciliation has to wait"]);
});

async function metricsOf({ registry }: Awaited<ReturnType<typeof createWorld>>): Promise<readonly string[]> {
  const text = await registry.metrics();
  return text.split("\n").filter((line) => !line.startsWith("#") && !line.includes("_bucket") && line !== "");
}

test("runs are counted by result, under upstream's names", async ({ expect }) => {
  const world = await createWorld();
  const { call, clock } = world;
  await clock.advance(2000);
  await call().end({ ...ready, requeueAfterMs: 1000 });
  await clock.advance(1000);
  await call().end({ error: failure });
  await clock.advance(750);
  await call().fail(new TypeError("x is undefined"));
  await clock.advance(1500);
  await call().end({ error: new ReconcileError("InvalidURL", "bad", { disposition: "stall" }) });
  world.cluster.edit("App", "web", { spec: { interval: "1m" } });
  await world.settle();
  world.cluster.edit("App", "web", { spec: { interval: "2m" } });
  await call().fail(call().run.signal.reason);
  await call().end(ready);
  const metrics = await metricsOf(world);
  expect(metrics).toEqual(
    expect.arrayContaining([
      'controller_runtime_reconcile_total{controller="app",result="requeue_after"} 1',
      'controller_runtime_reconcile_total{controller="app",result="error"} 3',
      'controller_runtime_reconcile_total{controller="app",result="requeue"} 1',
      'controller_runtime_reconcile_total{controller="app",result="success"} 1',
      'controller_runtime_reconcile_errors_total{controller="app"} 3',
      'controller_runtime_terminal_reconcile_errors_total{controller="app"} 1',
      'controller_runtime_reconcile_panics_total{controller="app"} 1',
      'controller_runtime_max_concurrent_reconciles{controller="app"} 4',
      'controller_runtime_active_workers{controller="app"} 0',
      'workqueue_adds_total{controller="app",name="app"} 6',
      'workqueue_retries_total{controller="app",name="app"} 2',
      'workqueue_depth{controller="app",name="app"} 0',
      'workqueue_unfinished_work_seconds{controller="app",name="app"} 0',
      'gotk_reconcile_duration_seconds_count{kind="App",name="web",namespace="team"} 6',
      'gotk_reconcile_duration_seconds_sum{kind="App",name="web",namespace="team"} 2',
      'controller_runtime_reconcile_time_seconds_sum{controller="app"} 2',
      'workqueue_work_duration_seconds_sum{controller="app",name="app"} 2',
    ]),
  );
});

test("what is under way and what waits can be seen", async ({ expect }) => {
  const world = await createWorld({ objects: [app("one"), app("two"), app("three")], pace: { concurrency: 2 } });
  await world.clock.advance(5000);
  expect(await metricsOf(world)).toEqual(
    expect.arrayContaining([
      'controller_runtime_active_workers{controller="app"} 2',
      'workqueue_depth{controller="app",name="app"} 1',
      'workqueue_unfinished_work_seconds{controller="app",name="app"} 10',
      'workqueue_longest_running_processor_seconds{controller="app",name="app"} 5',
    ]),
  );
});

test("the buckets of durations are upstream's", async ({ expect }) => {
  const world = await createWorld();
  await world.call().end(ready);
  const text = await world.registry.metrics();
  const bounds = [...text.matchAll(/gotk_reconcile_duration_seconds_bucket\{le="([^"]+)"/g)].map(([, bound]) =>
    Number(bound),
  );
  expect(bounds).toHaveLength(11);
  expect(bounds[0]).toBeCloseTo(0.01);
  expect(bounds[4]).toBeCloseTo(0.01 * 180_000 ** (4 / 9));
  expect(bounds[9]).toBeCloseTo(1800);
});

test("the series of an object go with it", async ({ expect }) => {
  const world = await createWorld({ reconciler: { reconcile: async () => ready, finalize: async () => {} } });
  const series = async (): Promise<number> =>
    (await metricsOf(world)).filter((line) => line.startsWith("gotk_reconcile_duration_seconds_count")).length;
  expect(await series()).toBe(1);
  world.cluster.delete("App", "web");
  await world.settle();
  expect(await series()).toBe(0);
});
