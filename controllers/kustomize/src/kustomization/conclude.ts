import { formatDuration } from "@flux-ts/base";
import { PruneError } from "@flux-ts/apply";
import type { InventoryEntry } from "@flux-ts/apply";
import { toReconcileError } from "@flux-ts/controller";
import type { ConditionState, Conclusion, EventMetadata, ReconcileError, RunEvent } from "@flux-ts/controller";
import type { Kustomization, Snapshot } from "@flux-ts/flux-api";
import type { Build } from "../build/build.ts";
import { HealthCheckError } from "./health.ts";
import { withSnapshot } from "./history.ts";
import { SourceMissingError } from "./source.ts";
import type { SourceState } from "./source.ts";
import { intervalOf, retryIntervalOf } from "./spec.ts";

/** What a run has come to know, step by step: what its end, good or bad, has to tell. */
export interface RunRecord {
  source?: SourceState;
  build?: Build;
  /** The objects that status must name: those of before, those planned, in the end those applied. */
  inventory: readonly InventoryEntry[];
}

export interface RunTime {
  readonly now: Date;
  /** How long the run took. */
  readonly durationMs: number;
}

interface Success {
  readonly record: RunRecord;
  readonly source: SourceState;
  /** The Healthy condition, or null when nothing is waited for. */
  readonly healthy: ConditionState | null;
}

export function succeeded(
  object: Kustomization,
  { record, source, healthy }: Success,
  time: RunTime,
): Conclusion<Kustomization> {
  const { revision, originRevision = null } = source;
  const reason = "ReconciliationSucceeded";
  return {
    ready: { reason, message: `Applied revision: ${revision}` },
    conditions: { Healthy: healthy },
    status: {
      lastAppliedRevision: revision,
      lastAppliedOriginRevision: originRevision,
      lastAttemptedRevision: revision,
      inventory: { entries: record.inventory },
      history: historyOf(object, record, reason, time),
    },
    requeueAfterMs: intervalOf(object),
  };
}

export function failed(
  object: Kustomization,
  cause: unknown,
  record: RunRecord,
  time: RunTime,
): Conclusion<Kustomization> {
  const error = explain(cause);
  const requeueAfterMs = requeueDelay(object, error);
  return {
    error,
    ...(error instanceof HealthCheckError && { conditions: { Healthy: error.healthy } }),
    ...(record.source && { eventMetadata: eventMetadata(record.source) }),
    ...(requeueAfterMs !== undefined && { requeueAfterMs }),
    ...(record.build && {
      status: {
        inventory: { entries: record.inventory },
        history: historyOf(object, record, error.reason, time),
      },
    }),
  };
}

/** The event that tells the end of a good run; commit statuses depend on it. */
export function announcement(object: Kustomization, source: SourceState, { durationMs }: RunTime): RunEvent {
  return {
    severity: "info",
    reason: "ReconciliationSucceeded",
    message: `Reconciliation finished in ${formatDuration(durationMs)}, next run in ${formatDuration(intervalOf(object))}`,
    metadata: { ...eventMetadata(source), commit_status: "update" },
  };
}

export function eventMetadata({ revision, originRevision }: SourceState): EventMetadata {
  return { revision, ...(originRevision !== undefined && { originRevision }) };
}

function explain(cause: unknown): ReconcileError {
  if (cause instanceof PruneError) return toReconcileError(cause, "PruneFailed");
  return toReconcileError(cause, "ReconciliationFailed");
}

/** Failures are tried again at the retry interval; what waits for something is woken by it, or looks again by default. */
function requeueDelay(object: Kustomization, error: ReconcileError): number | undefined {
  if (error instanceof SourceMissingError) return error.retryMs;
  return error.disposition === "retry" ? retryIntervalOf(object) : undefined;
}

function historyOf(
  object: Kustomization,
  { build, source }: RunRecord,
  status: string,
  { now, durationMs }: RunTime,
): readonly Snapshot[] {
  const { history = [] } = object.status ?? {};
  if (build === undefined || source === undefined) return history;
  const metadata = eventMetadata(source);
  return withSnapshot(history, { digest: build.digest, status, durationMs, now, metadata });
}
