import { ReconcileError } from "@flux-ts/controller";
import { test } from "vitest";
import { app, condition, createWorld, ready } from "./world.ts";

const now = "2026-01-01T01:00:00Z";
const settled = { status: { observedGeneration: 1, conditions: [condition("Ready")] } };
const requested = { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "t1" } } };

test("a run that changes nothing writes nothing", async ({ expect }) => {
  const { call, cluster, app: read } = await createWorld({ objects: [app("web", settled)] });
  await call().end({ ...ready, status: { inventory: null } });
  expect(cluster.writes).toEqual([]);
  expect(read()?.status).toEqual(settled.status);
});

test("a conclusion is one patch of what differs, of the status alone, under the controller's name", async ({
  expect,
}) => {
  const { call, cluster } = await createWorld({
    objects: [app("web", { status: { ...settled.status, revision: "v1", inventory: ["a"] } })],
  });
  await call().end({ ...ready, status: { revision: "v2", inventory: null } });
  expect(cluster.writes).toEqual([
    {
      name: "web",
      subresource: "status",
      fieldManager: "gotk-app-controller",
      patch: { status: { revision: "v2", inventory: null } },
    },
  ]);
});

test("progress has been written when it resolves, and stays when the run fails", async ({ expect }) => {
  const { call, cluster, app: read, conditions } = await createWorld({ objects: [app("web", settled)] });
  const written = call().run.progress({
    message: "Applying manifests",
    ready: { message: "Reconciliation in progress" },
    status: { inventory: ["a", "b"] },
    conditions: { Healthy: { status: "Unknown", reason: "Progressing", message: "waiting" } },
  });
  await written;
  expect(read()?.status?.inventory).toEqual(["a", "b"]);
  const progressing = { reason: "Progressing", lastTransitionTime: now };
  expect(conditions()).toEqual([
    condition("Reconciling", { ...progressing, message: "Applying manifests" }),
    condition("Ready", { ...progressing, status: "Unknown", message: "Reconciliation in progress" }),
    condition("Healthy", { ...progressing, status: "Unknown", message: "waiting" }),
  ]);
  await call().fail(new ReconcileError("ReconciliationFailed", "denied"));
  expect(read()?.status?.inventory).toEqual(["a", "b"]);
  expect(cluster.writes).toHaveLength(2);
});

test("progress may leave Ready as it is", async ({ expect }) => {
  const { call, conditions } = await createWorld({ objects: [app("web", settled)] });
  await call().run.progress({ message: "fetching", ready: "keep" });
  expect(conditions()).toEqual([
    condition("Reconciling", { reason: "Progressing", message: "fetching", lastTransitionTime: now }),
    condition("Ready"),
  ]);
});

test("notes are written together after a while, or with what comes first", async ({ expect }) => {
  const { call, cluster, clock, conditions } = await createWorld({ objects: [app("web", settled)] });
  const { run } = call();
  run.note({ message: "fetching" });
  run.note({ message: "building", status: { revision: "v2" } });
  await clock.advance(99);
  expect(cluster.writes).toHaveLength(0);
  await clock.advance(1);
  expect(cluster.writes).toHaveLength(1);
  expect(conditions()[0]?.message).toBe("building");
  run.note({ message: "applying" });
  await run.progress({ message: "waiting" });
  await clock.advance(1000);
  expect(cluster.writes).toHaveLength(2);
  run.note({ message: "pruning" });
  await call().end(ready);
  expect(cluster.writes).toHaveLength(3);
  await clock.advance(1000);
  expect(cluster.writes).toHaveLength(3);
  expect(conditions()).toEqual([condition("Ready", { lastTransitionTime: "2026-01-01T01:00:01Z" })]);
});

test("a note that cannot be written is sent with the next write", async ({ expect }) => {
  const { call, cluster, clock, app: read } = await createWorld({ objects: [app("web", settled)] });
  cluster.failNext(500, "InternalError");
  call().run.note({ message: "fetching", status: { revision: "v2" } });
  await clock.advance(100);
  expect(cluster.writes).toHaveLength(0);
  await call().end(ready);
  expect(read()?.status?.revision).toBe("v2");
});

test("progress that cannot be written rejects", async ({ expect }) => {
  const { call, cluster } = await createWorld();
  cluster.failNext(500, "InternalError");
  await expect(call().run.progress({ message: "applying" })).rejects.toThrow("InternalError");
});

test("a conflict of a status write is tried again", async ({ expect }) => {
  const { call, cluster, app: read } = await createWorld();
  cluster.failNext(409, "Conflict");
  await call().end(ready);
  expect(read()?.status?.observedGeneration).toBe(1);
});

test("a conclusion that cannot be written is logged, and the run is repeated", async ({ expect }) => {
  const { call, calls, cluster, clock, logs, app: read } = await createWorld();
  cluster.failNext(500, "InternalError");
  await call().end(ready);
  expect(logs).toContain("error writing the outcome of a run failed");
  await clock.advance(750);
  expect(calls).toHaveLength(2);
  await call().end(ready);
  expect(read()?.status?.observedGeneration).toBe(1);
});

test("a request is acknowledged while its run goes on, so that whoever asked keeps waiting", async ({ expect }) => {
  const {
    call,
    clock,
    app: read,
    conditions,
  } = await createWorld({ objects: [app("web", { ...settled, ...requested })] });
  await clock.advance(100);
  expect(read()?.status?.lastHandledReconcileAt).toBe("t1");
  expect(conditions()).toEqual([
    condition("Reconciling", {
      reason: "Progressing",
      message: "reconciliation in progress",
      lastTransitionTime: now,
    }),
    condition("Ready"),
  ]);
  await call().end(ready);
  expect(conditions()).toEqual([condition("Ready")]);
});

test("a short run acknowledges its request with its conclusion", async ({ expect }) => {
  const { call, cluster } = await createWorld({ objects: [app("web", { ...settled, ...requested })] });
  await call().end(ready);
  expect(cluster.writes.map(({ patch }) => patch)).toEqual([{ status: { lastHandledReconcileAt: "t1" } }]);
});

test("a run starts from the status the run before wrote, however late the watch is", async ({ expect }) => {
  const { call, calls, cluster, clock, app: read } = await createWorld({ objects: [app("web", settled)] });
  cluster.lag();
  await call().end({ ...ready, status: { inventory: ["a"] }, requeueAfterMs: 1000 });
  await clock.advance(1000);
  expect(calls).toHaveLength(2);
  expect(call().object.status?.inventory).toEqual(["a"]);
  cluster.catchUp();
  await call().end({ ...ready, status: { inventory: ["b"] } });
  expect(read()?.status?.inventory).toEqual(["b"]);
  expect(calls).toHaveLength(2);
});
