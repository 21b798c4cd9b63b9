import type { KubeObject, Log, ReachCheckpoint } from "@flux-ts/base";
import type { Client, Clock, Target } from "@flux-ts/kube";
import type { EventRecorder } from "./events/event.ts";
import type { Metrics } from "./metrics/metrics.ts";
import type { RunReason } from "./reason.ts";
import type { Reconciler } from "./reconciler.ts";
import type { Indexes, Trigger, WatchSource } from "./triggers.ts";

/** What a controller is, wherever it runs. */
export interface ControllerKind<T extends KubeObject> {
  readonly target: Target;
  /** Upstream's name of the controller, e.g. `kustomize-controller`; the loop writes as `gotk-` and this name. */
  readonly controllerName: string;
  /** @default "finalizers.fluxcd.io" */
  readonly finalizer?: string;
  /** @default `spec.suspend` */
  readonly isSuspended?: (object: T) => boolean;
  readonly indexes?: Indexes<T>;
  readonly triggers?: readonly Trigger<T>[];
}

export interface ControllerOptions<T extends KubeObject> {
  readonly kind: ControllerKind<T>;
  readonly reconciler: Reconciler<T>;
  readonly client: ControllerClient;
  readonly watches: WatchSource;
  readonly events: EventRecorder;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly clock?: Clock;
  readonly scope?: Scope;
  readonly pace?: Pace;
  /** @default nobody is told */
  readonly reach?: ReachCheckpoint;
}

export type ControllerClient = Pick<Client, "patch" | "patchStatus">;

/** Which objects of the kind this controller looks after. */
export interface Scope {
  /** @default all */
  readonly namespaces?: readonly string[];
  /** @default all */
  readonly labelSelector?: string;
}

export interface Pace {
  /** Runs at the same time. @default 4 */
  readonly concurrency?: number;
  /** Delays after failed runs, in milliseconds. @default 750 to 900000 */
  readonly backoff?: { readonly minMs: number; readonly maxMs: number };
  /** Share by which intervals are made shorter or longer at random. @default 0.05 */
  readonly jitter?: number;
  /** Delay after a run that ended with `wait` and said no time, in milliseconds. @default 30000 */
  readonly waitMs?: number;
  /** How long `run.note` waits for more to write, in milliseconds. @default 100 */
  readonly noteDelayMs?: number;
  /** A number from 0 to 1, for the jitter. @default Math.random */
  readonly random?: () => number;
}

export interface WokenObject {
  readonly name: string;
  readonly namespace: string;
}

export interface WakeOptions {
  /** A run under way on the object is pointless: it ends at once. @default false, the new run waits for it */
  readonly supersede?: boolean;
}

export interface Controller {
  /** Resolves when everything that exists is known and queued. */
  readonly synced: Promise<void>;
  /**
   * Runs an object as soon as possible, once more when a run is under way. An object that does not exist, is suspended
   * or is not this controller's to look after is left alone.
   */
  wake(object: WokenObject, reason: RunReason, options?: WakeOptions): void;
  /**
   * Takes no new work; runs under way may finish within the grace period, then they are interrupted and waited for.
   * Events recorded so far are delivered. Stopping twice is fine.
   */
  stop(options?: { readonly graceMs?: number }): Promise<void>;
}
