import type { Condition } from "@flux-ts/base";
import { conditionIs, findCondition, withCondition, withConditions, withoutCondition } from "@flux-ts/controller";
import type { ConditionState, Stamp } from "@flux-ts/controller";
import { test } from "vitest";

const before = "2026-01-01T00:00:00Z";
const after = "2026-01-01T00:05:00Z";
const stamp: Stamp = { now: new Date("2026-01-01T00:05:00.789Z"), generation: 2 };
const done: ConditionState = { status: "True", reason: "Succeeded", message: "done" };

function condition(type: string, change: Partial<Condition> = {}): Condition {
  return { type, ...done, lastTransitionTime: before, observedGeneration: 1, ...change };
}

const transitions: Record<string, { state: ConditionState; want: string }> = {
  "the same state keeps its time": { state: done, want: before },
  "another status is a transition": { state: { ...done, status: "False" }, want: after },
  "another reason is a transition": { state: { ...done, reason: "Other" }, want: after },
  "another message is a transition": { state: { ...done, message: "more" }, want: after },
};
test.for(Object.entries(transitions))("%s", ([, { state, want }], { expect }) => {
  const result = withCondition([condition("Ready")], "Ready", state, stamp);
  expect(result).toEqual([{ type: "Ready", ...state, lastTransitionTime: want, observedGeneration: 2 }]);
});

test("a new condition starts now, in whole seconds", ({ expect }) => {
  expect(withCondition(undefined, "Ready", done, { now: stamp.now, generation: undefined })).toEqual([
    { type: "Ready", ...done, lastTransitionTime: after },
  ]);
});

test("conditions are in upstream's order: Stalled, Reconciling, Ready, newest generation, name", ({ expect }) => {
  const mixed = ["Healthy", "Ready", "Stalled", "Drifted"].map((type) => condition(type));
  const result = withConditions(mixed, { Zeta: done, Reconciling: done }, stamp);
  expect(result.map(({ type }) => type)).toEqual(["Stalled", "Reconciling", "Ready", "Zeta", "Drifted", "Healthy"]);
});

test("a null state removes the condition, others stay as they are", ({ expect }) => {
  const both = [condition("Ready"), condition("Healthy")];
  expect(withConditions(both, { Ready: null, Missing: null }, stamp)).toEqual([condition("Healthy")]);
  expect(withoutCondition(both, "Healthy")).toEqual([condition("Ready")]);
});

test("messages longer than the API allows are cut", ({ expect }) => {
  const [result] = withCondition([], "Ready", { ...done, message: "x".repeat(40_000) }, stamp);
  expect(result?.message).toHaveLength(32_768);
  expect(result?.message.endsWith("x...")).toBe(true);
  const again = withCondition(
    result && [result],
    "Ready",
    { ...done, message: "x".repeat(40_000) },
    {
      now: new Date(0),
      generation: 2,
    },
  );
  expect(again).toEqual([result]);
});

test("conditions are looked up by type and status", ({ expect }) => {
  const conditions = [condition("Ready")];
  expect(findCondition(conditions, "Ready")).toBe(conditions[0]);
  expect(findCondition(undefined, "Ready")).toBeUndefined();
  expect(conditionIs(conditions, "Ready", "True")).toBe(true);
  expect(conditionIs(conditions, "Ready", "Unknown")).toBe(false);
  expect(conditionIs(conditions, "Healthy", "True")).toBe(false);
});
