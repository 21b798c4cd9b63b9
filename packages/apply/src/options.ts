import type { KubeObject, ReachCheckpoint, SourcePosition } from "@flux-ts/base";
import type { Client, Clock, EncodedObject } from "@flux-ts/kube";
import type { FieldManagerMatch, WatchPool } from "@flux-ts/live";

/** An object as it shall be. */
export interface DesiredObject {
  readonly object: KubeObject;
  /** Where it was written, for errors. */
  readonly origin?: SourcePosition | undefined;
  /** The object as JSON bytes, when they are at hand: they are sent as they are. */
  readonly encoded?: EncodedObject | undefined;
  /** The object is known to be in the cluster as it shall be: it is neither checked nor written. @default false */
  readonly trusted?: boolean;
}

export interface ApplyOptions {
  /** The cluster and the identity that applies, with Flux's field manager as its default. */
  readonly client: Client;
  /** Watches as the same identity: what a stage brings is waited for before the next. */
  readonly watches: WatchPool;
  readonly signal: AbortSignal;
  /** Name under which fields are owned; fields of the managers in `takeover` become its. */
  readonly fieldManager: string;
  /** Replaces objects whose change is refused as immutable. @default false */
  readonly force?: boolean;
  /** @default kubectl's managers and those of Flux before it used server-side apply */
  readonly takeover?: readonly FieldManagerMatch[];
  /** Kinds applied after the classes, as `group/Kind`. @default none */
  readonly customStageKinds?: ReadonlySet<string>;
  /** Requests under way at once. @default 8 */
  readonly concurrency?: number;
  /** How long a stage may take to become ready, in milliseconds. @default 60000 */
  readonly stageTimeoutMs?: number;
  readonly clock?: Clock;
  /** @default nobody is told */
  readonly reach?: ReachCheckpoint;
}

export type ApplyContext = Required<ApplyOptions>;
