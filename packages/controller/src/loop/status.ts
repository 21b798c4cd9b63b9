import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import type { Condition, JsonObject, JsonObjectDraft, JsonValue, KubeObject } from "@flux-ts/base";
import {
  type ConditionChanges,
  conditionIs,
  type ConditionState,
  findCondition,
  type Stamp,
  withConditions,
} from "../conditions.ts";
import type { ReconcileError } from "../errors.ts";
import type { Conclusion, Progress } from "../reconciler.ts";
import {
  progressingReason,
  progressingWithRetryReason,
  progressMessage,
  readyCondition,
  reconcilingCondition,
  requestAnnotation,
  stalledCondition,
} from "../texts.ts";

/** The whole policy of what a run writes into `status`. Pure. @module */

export function statusOf(object: KubeObject): JsonObject {
  const { status } = object;
  return isJsonObject(status) ? status : {};
}

function conditionsOf(status: JsonObject): readonly Condition[] {
  const { conditions } = status;
  return Array.isArray(conditions) ? (conditions as readonly Condition[]) : [];
}

/** The value of the request annotation that no run has handled yet. */
export function openRequestOf(object: KubeObject): string | undefined {
  const request = object.metadata.annotations?.[requestAnnotation];
  return request === statusOf(object)["lastHandledReconcileAt"] ? undefined : request;
}

/** The status as soon as a run takes up a request. Reconciling keeps whoever waits for the request waiting. */
export function acknowledge(status: JsonObject, request: string, stamp: Stamp): JsonObject {
  const change = { message: progressMessage, ready: "keep" } as const;
  return { ...showProgress(status, change, stamp), lastHandledReconcileAt: request };
}

export function showProgress<T extends KubeObject>(status: JsonObject, change: Progress<T>, stamp: Stamp): JsonObject {
  const { message, ready = { message }, conditions } = change;
  const changes: ConditionChanges = {
    [reconcilingCondition]: { status: "True", reason: progressingReason, message },
    ...(ready !== "keep" && {
      [readyCondition]: { status: "Unknown", reason: progressingReason, message: ready.message },
    }),
    [stalledCondition]: null,
    ...conditions,
  };
  return changeStatus(status, change.status, changes, stamp);
}

export function concludeStatus<T extends KubeObject>(
  status: JsonObject,
  { ready, error, status: change, conditions }: Conclusion<T>,
  stamp: Stamp,
): JsonObject {
  if (!ready && !error && !change && !conditions) return status;
  const changed = changeStatus(status, change, conditions ?? {}, stamp);
  if (error) return concludeError(changed, error, stamp);
  const outcome: ConditionChanges = ready ? { [readyCondition]: { status: "True", ...ready } } : {};
  const concluded = changeStatus(changed, undefined, outcome, stamp);
  if (!conditionIs(conditionsOf(concluded), readyCondition, "True")) return concluded;
  return settle(concluded, { [reconcilingCondition]: null, [stalledCondition]: null }, stamp);
}

function concludeError(status: JsonObject, error: ReconcileError, stamp: Stamp): JsonObject {
  const state: ConditionState = { status: "False", reason: error.reason, message: error.message };
  if (error.disposition === "stall") {
    const stalled: ConditionState = { ...state, status: "True" };
    const changes = { [readyCondition]: state, [stalledCondition]: stalled, [reconcilingCondition]: null };
    return settle(status, changes, stamp);
  }
  const progress = findCondition(conditionsOf(status), reconcilingCondition);
  // Upstream shows no Reconciling for a run that found out at once that it has to wait.
  const retrying = progress !== undefined || error.disposition === "retry";
  const changes: ConditionChanges = {
    [readyCondition]: state,
    [stalledCondition]: null,
    ...(retrying && {
      [reconcilingCondition]: {
        status: "True",
        reason: progressingWithRetryReason,
        message: progress?.message ?? progressMessage,
      },
    }),
  };
  return changeStatus(status, undefined, changes, stamp);
}

/** The status with the conditions that progress touches put back to what they were before the run. */
export function withdrawProgress(status: JsonObject, before: JsonObject): JsonObject {
  const touched = [readyCondition, reconcilingCondition, stalledCondition];
  const conditions = [
    ...conditionsOf(before).filter(({ type }) => touched.includes(type)),
    ...conditionsOf(status).filter(({ type }) => !touched.includes(type)),
  ];
  return conditionsOf(status).length === 0 ? status : { ...status, conditions };
}

/**
 * The status of a suspended object: what was ready counts as ready for the generation that suspends it, too. Whoever
 * asks whether the object is ready would otherwise wait for a run that does not come.
 */
export function showSuspended(status: JsonObject, stamp: Stamp): JsonObject {
  const ready = findCondition(conditionsOf(status), readyCondition);
  if (ready?.status !== "True") return status;
  const { reason, message } = ready;
  return settle(status, { [readyCondition]: { status: "True", reason, message } }, stamp);
}

/** Nothing more will happen to this generation by itself: whoever waits for it may stop. */
function settle(status: JsonObject, changes: ConditionChanges, stamp: Stamp): JsonObject {
  const settled = changeStatus(status, undefined, changes, stamp);
  return stamp.generation === undefined ? settled : { ...settled, observedGeneration: stamp.generation };
}

function changeStatus(
  status: JsonObject,
  change: { readonly [field: string]: JsonValue | undefined } = {},
  conditions: ConditionChanges,
  stamp: Stamp,
): JsonObject {
  const changed: JsonObjectDraft = {};
  for (const key of Object.keys(status)) {
    if (getOwn(change, key) !== null) setOwn(changed, key, status[key] as JsonValue);
  }
  for (const [key, value] of Object.entries(change)) {
    if (value !== null && value !== undefined) setOwn(changed, key, value);
  }
  const result = withConditions(conditionsOf(status), conditions, stamp);
  return result.length === 0 && status["conditions"] === undefined ? changed : { ...changed, conditions: result };
}
