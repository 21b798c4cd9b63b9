import { formatDuration } from "@flux-ts/base";
import type { Snapshot } from "@flux-ts/flux-api";

/** What one run adds to the history. */
export interface HistoryEntry {
  /** Digest of the built manifests. */
  readonly digest: string;
  /** Reason of the Ready condition the run ended with. */
  readonly status: string;
  /** How many runs are told of at once, the last of them in full. */
  readonly runs: number;
  readonly durationMs: number;
  readonly now: Date;
  readonly metadata: { readonly [key: string]: string };
}

const maxSnapshots = 5;

/** The history with one run added: the newest first, one snapshot per digest and status, five at most. */
export function withSnapshot(
  history: readonly Snapshot[] | undefined,
  { digest, status, runs, durationMs, now, metadata }: HistoryEntry,
): readonly Snapshot[] {
  const time = now.toISOString().replace(/\.\d+Z$/, "Z");
  const known = history?.find((snapshot) => snapshot.digest === digest && snapshot.lastReconciledStatus === status);
  const snapshot: Snapshot = {
    digest,
    firstReconciled: known?.firstReconciled ?? time,
    lastReconciled: time,
    lastReconciledDuration: formatDuration(durationMs),
    lastReconciledStatus: status,
    totalReconciliations: (known?.totalReconciliations ?? 0) + runs,
    metadata,
  };
  return [snapshot, ...(history ?? []).filter((other) => other !== known)].slice(0, maxSnapshots);
}
