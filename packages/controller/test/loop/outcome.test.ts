import type { Condition } from "@flux-ts/base";
import { ReconcileError } from "@flux-ts/controller";
import type { Conclusion } from "@flux-ts/controller";
import { test } from "vitest";
import { app, type App, condition, createWorld, ready } from "./world.ts";

const now = "2026-01-01T01:00:00Z";
const failure = new ReconcileError("BuildFailed", "no such file");
const stall = new ReconcileError("InvalidURL", "bad scheme", { disposition: "stall" });
const wait = new ReconcileError("DependencyNotReady", "db is not ready", { disposition: "wait" });

const readyBefore = condition("Ready");
const failedBefore = condition("Ready", { status: "False", reason: "BuildFailed", message: "no such file" });
const retrying = condition("Reconciling", { reason: "ProgressingWithRetry", message: "building" });

interface Case {
  readonly before?: readonly Condition[];
  readonly progress?: string;
  readonly conclusion: Conclusion<App>;
  readonly want: readonly Condition[];
  readonly observedGeneration?: number;
}

const cases: Record<string, Case> = {
  "success: Ready, and the generation is observed": {
    conclusion: ready,
    want: [condition("Ready", { lastTransitionTime: now })],
    observedGeneration: 1,
  },
  "success after a failure: Reconciling and Stalled go away": {
    before: [condition("Stalled", { reason: "InvalidURL" }), retrying, failedBefore],
    conclusion: ready,
    want: [condition("Ready", { lastTransitionTime: now })],
    observedGeneration: 1,
  },
  "success as before: nothing moves": {
    before: [readyBefore],
    conclusion: ready,
    want: [readyBefore],
    observedGeneration: 1,
  },
  "retry: Ready=False, and Reconciling goes on with the last progress": {
    before: [readyBefore],
    progress: "building",
    conclusion: { error: failure },
    want: [
      { ...retrying, lastTransitionTime: now },
      { ...failedBefore, lastTransitionTime: now },
    ],
  },
  "retry before any progress": {
    conclusion: { error: failure },
    want: [
      condition("Reconciling", {
        reason: "ProgressingWithRetry",
        message: "reconciliation in progress",
        lastTransitionTime: now,
      }),
      { ...failedBefore, lastTransitionTime: now },
    ],
  },
  "the same failure again: nothing moves": {
    before: [retrying, failedBefore],
    conclusion: { error: failure },
    want: [retrying, failedBefore],
  },
  "stall: Stalled instead of Reconciling, and the generation is observed": {
    before: [retrying, failedBefore],
    conclusion: { error: stall },
    want: [
      condition("Stalled", { reason: "InvalidURL", message: "bad scheme", lastTransitionTime: now }),
      condition("Ready", { status: "False", reason: "InvalidURL", message: "bad scheme", lastTransitionTime: now }),
    ],
    observedGeneration: 1,
  },
  "retry after a stall: not stalled any more": {
    before: [condition("Stalled", { reason: "InvalidURL" }), retrying],
    conclusion: { error: failure },
    want: [retrying, { ...failedBefore, lastTransitionTime: now }],
  },
  "wait: Ready=False without Reconciling, as upstream": {
    before: [readyBefore],
    conclusion: { error: wait },
    want: [
      condition("Ready", {
        status: "False",
        reason: "DependencyNotReady",
        message: "db is not ready",
        lastTransitionTime: now,
      }),
    ],
  },
  "conditions of the kind go along": {
    before: [readyBefore, condition("FetchFailed"), condition("Foreign")],
    conclusion: { ...ready, conditions: { FetchFailed: null, Healthy: { ...readyBefore, message: "ok" } } },
    want: [readyBefore, condition("Foreign"), condition("Healthy", { message: "ok", lastTransitionTime: now })],
    observedGeneration: 1,
  },
  "a kind may say Ready itself": {
    before: [retrying],
    conclusion: { conditions: { Ready: { status: "True", reason: "InstallSucceeded", message: "v1" } } },
    want: [condition("Ready", { reason: "InstallSucceeded", message: "v1", lastTransitionTime: now })],
    observedGeneration: 1,
  },
  "a kind that says Ready is not True keeps Reconciling": {
    before: [retrying],
    conclusion: { conditions: { Ready: { status: "False", reason: "Failed", message: "no" } } },
    want: [retrying, condition("Ready", { status: "False", reason: "Failed", message: "no", lastTransitionTime: now })],
  },
};

test.for(Object.entries(cases))("%s", async ([, { before, progress, conclusion, ...want }], { expect }) => {
  const world = await createWorld({ objects: [app("web", before ? { status: { conditions: before } } : {})] });
  if (progress !== undefined) world.call().run.note({ message: progress });
  await world.call().end(conclusion);
  expect(world.conditions()).toEqual(want.want);
  expect(world.app()?.status?.observedGeneration).toBe(want.observedGeneration);
});

const foresight: Record<string, unknown> = {
  "an unforeseen error is shown and retried": new TypeError("x is not a function"),
  "so is an abort that the loop did not ask for": new DOMException("x is not a function", "AbortError"),
};
test.for(Object.entries(foresight))("%s", async ([, error], { expect }) => {
  const { call, calls, conditions, clock } = await createWorld();
  await call().fail(error);
  expect(conditions().at(-1)).toMatchObject({
    type: "Ready",
    status: "False",
    reason: "ReconciliationFailed",
    message: "x is not a function",
  });
  await clock.advance(750);
  expect(calls).toHaveLength(2);
});

interface NextCase {
  readonly conclusion: Conclusion<App>;
  /** When the next runs begin, in milliseconds after the end of the run, and why. */
  readonly next: readonly (readonly [afterMs: number, reason: string])[];
}

const nexts: Record<string, NextCase> = {
  "after success: the interval": { conclusion: { ...ready, requeueAfterMs: 60_000 }, next: [[60_000, "interval"]] },
  "after success without interval: nothing": { conclusion: ready, next: [] },
  "after a failure: the back-off, which grows": {
    conclusion: { error: failure },
    next: [
      [750, "retry"],
      [1500, "retry"],
      [3000, "retry"],
    ],
  },
  "after a failure that names its retry: that": {
    conclusion: { error: failure, requeueAfterMs: 5000 },
    next: [
      [5000, "retry"],
      [5000, "retry"],
    ],
  },
  "after a stall: nothing": { conclusion: { error: stall }, next: [] },
  "after a wait: half a minute": { conclusion: { error: wait }, next: [[30_000, "retry"]] },
};

test.for(Object.entries(nexts))("%s", async ([, { conclusion, next }], { expect }) => {
  const { call, calls, clock } = await createWorld();
  await call().end(conclusion);
  for (const [index, [afterMs, reason]] of next.entries()) {
    await clock.advance(afterMs - 1);
    expect(calls).toHaveLength(index + 1);
    await clock.advance(1);
    expect(calls).toHaveLength(index + 2);
    expect(call().run.reason).toBe(reason);
    await call().end(conclusion);
  }
  if (next.length > 0) return;
  await clock.advance(3_600_000);
  expect(calls).toHaveLength(1);
});

test.for([
  { random: 0, ms: 57_000 },
  { random: 1, ms: 63_000 },
])("intervals are spread by the jitter: $random gives $ms", async ({ random, ms }, { expect }) => {
  const { call, calls, clock } = await createWorld({ pace: { jitter: 0.05, random: () => random } });
  await call().end({ ...ready, requeueAfterMs: 60_000 });
  await clock.advance(ms - 1);
  expect(calls).toHaveLength(1);
  await clock.advance(1);
  expect(calls).toHaveLength(2);
});

test("success starts the back-off over", async ({ expect }) => {
  const { call, calls, clock, cluster, settle } = await createWorld();
  await call().end({ error: failure });
  await clock.advance(750);
  await call().end({ error: failure });
  await clock.advance(1500);
  await call().end(ready);
  cluster.edit("App", "web", { spec: { interval: "1m" } });
  await settle();
  await call().end({ error: failure });
  const { length } = calls;
  await clock.advance(750);
  expect(calls).toHaveLength(length + 1);
});
