import type { KubeObject } from "@flux-ts/base";
import type { Informer, Target } from "@flux-ts/kube";

/** A collection to watch; of its objects the metadata alone where that is enough. */
export type WatchTarget = Target & { readonly labelSelector?: string; readonly metadataOnly?: boolean };

/** Objects of another kind whose changes wake objects of the controller's own kind. */
export interface Trigger<T extends KubeObject, W extends KubeObject = KubeObject> {
  readonly watch: WatchTarget;
  /** Whether a change matters. `old` is undefined for objects that appear, `next` for objects that go away. */
  predicate(old: W | undefined, next: W | undefined): boolean;
  /** The objects to wake. `object` is the newest state of what changed. */
  map(object: W, objects: Lookup<T>): Iterable<T>;
  /** Whether a run under way on `running` is pointless now that `object` is what it is. @default never */
  interruptOn?(running: T, object: W): boolean;
}

/** The objects of the controller's own kind, as last seen. */
export interface Lookup<T extends KubeObject> {
  get(name: string, namespace?: string): T | undefined;
  list(): Iterable<T>;
  /** The objects found under a value of one of the kind's `indexes`. An unknown index is a RangeError. */
  byIndex(index: string, value: string): readonly T[];
}

/** By index name: the values under which an object is found. */
export type Indexes<T> = { readonly [index: string]: (object: T) => readonly string[] };

/** Live copies of collections, shared with others. `WatchPool` of `live` is one. */
export interface WatchSource {
  borrow(key: WatchTarget): {
    readonly informer: Informer<KubeObject>;
    release(): void;
  };
}
