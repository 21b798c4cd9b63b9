import { interruptionOf } from "@flux-ts/controller";
import { test } from "vitest";
import { app, createWorld, ready } from "./world.ts";

test("stopping interrupts what runs and waits for it, without a trace in the status", async ({ expect }) => {
  const { controller, call, cluster, settle, conditions } = await createWorld();
  let stopped = false;
  const stop = controller.stop().then(() => (stopped = true));
  await settle();
  expect(interruptionOf(call().run.signal)).toBe("shutdown");
  expect(stopped).toBe(false);
  await call().fail(call().run.signal.reason);
  await stop;
  expect(conditions()).toEqual([]);
  expect(cluster.writes).toEqual([]);
});

test("within the grace period runs may finish", async ({ expect }) => {
  const { controller, call, clock, conditions } = await createWorld();
  const stop = controller.stop({ graceMs: 60_000 });
  await clock.advance(59_999);
  expect(call().run.signal.aborted).toBe(false);
  await call().end(ready);
  await stop;
  expect(conditions()).toHaveLength(1);
});

test("after the grace period runs are interrupted", async ({ expect }) => {
  const { controller, call, clock } = await createWorld();
  const stop = controller.stop({ graceMs: 60_000 });
  await clock.advance(60_000);
  expect(interruptionOf(call().run.signal)).toBe("shutdown");
  await call().fail(call().run.signal.reason);
  await expect(stop).resolves.toBeUndefined();
});

test("a stopped controller takes no work, and stopping twice is stopping once", async ({ expect }) => {
  const { controller, call, calls, cluster, clock } = await createWorld();
  await call().end({ ...ready, requeueAfterMs: 1000 });
  await Promise.all([controller.stop(), controller.stop()]);
  cluster.put(app("late"));
  await clock.advance(60_000);
  expect(calls).toHaveLength(1);
});

test("a controller may stop before its watches are synced", async ({ expect }) => {
  const { controller, calls } = await createWorld({ prepare: (cluster) => cluster.withhold("App") });
  await controller.stop();
  await expect(controller.synced).resolves.toBeUndefined();
  expect(calls).toHaveLength(0);
});

test("who waits gives its place to others", async ({ expect }) => {
  const { calls, settle } = await createWorld({ objects: [app("one"), app("two")], pace: { concurrency: 1 } });
  expect(calls).toHaveLength(1);
  const healthy = Promise.withResolvers<string>();
  const waited = calls[0]?.run.wait(() => healthy.promise);
  await settle();
  expect(calls.map(({ object }) => object.metadata.name)).toEqual(["one", "two"]);
  healthy.resolve("yes");
  await calls[1]?.end(ready);
  await expect(waited).resolves.toBe("yes");
});
