import type { JsonObject, KubeObject, Log, ReachCheckpoint } from "@flux-ts/base";
import type { ConditionChanges } from "./conditions.ts";
import type { ReconcileError } from "./errors.ts";
import type { EventMetadata, RunEvent } from "./events/event.ts";
import type { RunReason } from "./reason.ts";

/** Drives objects of one kind towards their spec. It keeps nothing that a restart may not lose. */
export interface Reconciler<T extends KubeObject> {
  /**
   * One run. It ends with a conclusion, or throws a ReconcileError (what `run.progress` wrote stays), or throws
   * anything at all once `run.signal` is aborted. Any other error is a bug, shown as Ready=False and retried.
   */
  reconcile(object: T, run: Run<T>): Promise<Conclusion<T>>;
  /**
   * Releases what the object owns outside of itself. Called when the object is being deleted, also when it is
   * suspended, until it succeeds once; then the finalizer is removed.
   */
  finalize?(object: T, run: Run<T>): Promise<void>;
}

/** What a reconciler may use during one run. */
export interface Run<T extends KubeObject> {
  readonly reason: RunReason;
  /** Aborts as soon as the run is pointless, see `InterruptionReason`. Pass it on to everything that waits. */
  readonly signal: AbortSignal;
  readonly log: Log;
  now(): Date;
  /**
   * Shows that the run is at work: Reconciling=True and Ready=Unknown, and whatever else is given. Resolves when the
   * status has been written, so that it survives a crash from then on; rejects when it cannot be written.
   */
  progress(change: Progress<T>): Promise<void>;
  /** As `progress`, for steps nobody has to wait for: written soon, together with what follows, or with the conclusion. */
  note(change: Progress<T>): void;
  /**
   * Waits without holding a place in the concurrency limit of the controller, so that others run meanwhile. Everything
   * that may take long and is not work (health checks, locks, hooks) is waited for in here.
   */
  wait<R>(until: () => Promise<R>): Promise<R>;
  event(event: RunEvent): void;
  /** To be told between any two steps that a crash may separate. */
  readonly reach: ReachCheckpoint;
}

export interface Progress<T extends KubeObject> {
  /** Message of Reconciling=True, whose reason is Progressing. */
  readonly message: string;
  /** What becomes of Ready: this message at status Unknown, or nothing. @default the message of Reconciling */
  readonly ready?: { readonly message: string } | "keep";
  readonly status?: StatusChange<T>;
  readonly conditions?: ConditionChanges;
}

/**
 * How a run ended. The loop completes `status` by it:
 * - `ready`: Ready=True; Reconciling and Stalled go away; `observedGeneration` follows.
 * - `error`: Ready=False with its reason and message. `retry`: Reconciling=True/ProgressingWithRetry. `stall`:
 *   Stalled=True, no Reconciling, and `observedGeneration` follows. A warning event tells it, except for `wait`.
 * - neither: Ready is what `conditions` make it; where it is True, the rest is as for `ready`.
 */
export interface Conclusion<T extends KubeObject> {
  readonly ready?: { readonly reason: string; readonly message: string };
  readonly error?: ReconcileError;
  readonly status?: StatusChange<T>;
  readonly conditions?: ConditionChanges;
  /**
   * When to run again if nothing happens. Spread by the jitter of the controller unless there is an error.
   * @default never after success and `stall`, the back-off after `retry`, `waitMs` of the controller after `wait`
   */
  readonly requeueAfterMs?: number;
  /** Metadata of the warning event that tells `error`. */
  readonly eventMetadata?: EventMetadata;
}

/** Fields of `status` to set; null removes a field, fields not named stay. The loop owns the fields left out here. */
export type StatusChange<T extends KubeObject> = {
  readonly [K in Exclude<keyof StatusOf<T>, OwnedByLoop>]?: StatusOf<T>[K] | null;
};

type OwnedByLoop = "conditions" | "lastHandledReconcileAt";

export type StatusOf<T extends KubeObject> = T extends { readonly status?: infer S } ? NonNullable<S> : JsonObject;
