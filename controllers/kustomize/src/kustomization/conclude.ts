import { formatDuration } from "@flux-ts/base";
import { PruneError } from "@flux-ts/apply";
import type { InventoryEntry } from "@flux-ts/apply";
import { toReconcileError } from "@flux-ts/controller";
import type { ConditionState, Conclusion, EventMetadata, ReconcileError, RunEvent } from "@flux-ts/controller";
import type { Kustomization, Snapshot } from "@flux-ts/flux-api";
import type { DriftConditions } from "./drift.ts";
import { HealthCheckError } from "./health.ts";
import { withSnapshot } from "./history.ts";
import { SourceMissingError } from "./source.ts";
import type { SourceState } from "./source.ts";
import { intervalOf, retryIntervalOf } from "./spec.ts";

/** What a run has come to know, step by step: what its end, good or bad, has to tell. */
export interface RunRecord {
  source?: SourceState;
  /** Digest of the manifests, once they are known. */
  digest?: string;
  /** Runs before this one that the history does not tell yet. */
  quietRuns?: number;
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
  readonly drift: DriftConditions;
  /** The run adds nothing to the history. */
  readonly silent: boolean;
}

export function succeeded(
  object: Kustomization,
  { record, source, healthy, drift, silent }: Success,
  time: RunTime,
): Conclusion<Kustomization> {
  const { revision, originRevision = null } = source;
  const reason = "ReconciliationSucceeded";
  return {
    ready: { reason, message: `Applied revision: ${revision}` },
    conditions: { Healthy: healthy, ...drift },
    status: {
      lastAppliedRevision: revision,
      lastAppliedOriginRevision: originRevision,
      lastAttemptedRevision: revision,
      inventory: { entries: record.inventory },
      ...(!silent && { history: historyOf(object, record, reason, time) }),
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
    ...(record.digest !== undefined && {
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

const silenceMs = 3_600_000;

/** Whether the history was written within the last hour. */
export function isToldLately({ status }: Kustomization, now: Date): boolean {
  const [last] = status?.history ?? [];
  return last !== undefined && now.getTime() - Date.parse(last.lastReconciled) < silenceMs;
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
  { digest, source, quietRuns = 0 }: RunRecord,
  status: string,
  { now, durationMs }: RunTime,
): readonly Snapshot[] {
  const { history = [] } = object.status ?? {};
  if (digest === undefined || source === undefined) return history;
  const metadata = eventMetadata(source);
  return withSnapshot(history, { digest, status, runs: quietRuns + 1, durationMs, now, metadata });
}
