import { ReconcileError } from "@flux-ts/controller";
import { recordRun } from "@flux-ts/controller/testing";
import { test } from "vitest";
import { app, condition, ready } from "./loop/world.ts";

test("a recorded run keeps what it is told and shows what the loop would", async ({ expect }) => {
  const recorded = recordRun(app(), { reason: "request" });
  const { run } = recorded;
  run.note({ message: "building" });
  await run.progress({ message: "applying", status: { inventory: ["a"] } });
  run.event({ severity: "info", reason: "Progressing", message: "applied" });
  await expect(run.wait(async () => 7)).resolves.toBe(7);
  expect(run.reason).toBe("request");
  expect(recorded.progress.map(({ message }) => message)).toEqual(["building", "applying"]);
  expect(recorded.events).toHaveLength(1);
  expect(recorded.object.status).toEqual({
    inventory: ["a"],
    conditions: [
      condition("Reconciling", { reason: "Progressing", message: "applying" }),
      condition("Ready", { status: "Unknown", reason: "Progressing", message: "applying" }),
    ],
  });
  expect(recorded.conclude(ready).status).toEqual({
    inventory: ["a"],
    observedGeneration: 1,
    conditions: [condition("Ready")],
  });
  expect(recorded.conclude({ error: new ReconcileError("BuildFailed", "no") }).status?.conditions?.[0]).toMatchObject({
    type: "Reconciling",
    reason: "ProgressingWithRetry",
    message: "applying",
  });
});
