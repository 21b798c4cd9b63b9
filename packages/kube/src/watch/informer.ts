import type { KubeObject } from "@flux-ts/base";

/**
 * A change of a collection. `synced` says that everything that existed has been told (again after each new list);
 * `failed` says that the server cannot be watched now and when the next try is; the watch goes on by itself.
 */
export type WatchEvent<T = KubeObject> =
  | { readonly type: "added"; readonly object: T }
  | { readonly type: "modified"; readonly object: T; readonly old: T }
  | { readonly type: "deleted"; readonly object: T }
  | { readonly type: "synced" }
  | { readonly type: "failed"; readonly error: Error; readonly failures: number; readonly retryInMs: number };

export interface WatchOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Watches kind and metadata of the objects only. */
  readonly metadataOnly?: boolean;
  /** Objects per request of the initial list. @default 500 */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

export interface InformerOptions<T extends KubeObject, R = T> extends WatchOptions {
  /** Ways to look objects up: by name, the values under which an object is found. */
  readonly indexes?: { readonly [index: string]: (object: R) => readonly string[] };
  /** What is kept of an object, in the store and in events. @default all of it */
  readonly transform?: (object: T) => R;
}

/** A live copy of a collection of objects, and whoever wants to hear of its changes. */
export interface Informer<T> {
  /** Starts to list and watch; starting twice is fine. Resolves when the copy is complete for the first time. */
  start(): Promise<void>;
  /** Closes the watch. The copy stays readable; no handler is called any more. */
  stop(): Promise<void>;
  /** Whether the first list is complete. */
  readonly synced: boolean;
  /** Why the server cannot be watched at the moment. */
  readonly failure: Error | undefined;
  get(name: string, namespace?: string): T | undefined;
  /** Everything, or everything in one namespace, in no particular order. */
  list(namespace?: string): readonly T[];
  /** The objects found under a value of an index. An unknown index is a RangeError. */
  byIndex(index: string, value: string): readonly T[];
  /**
   * Calls the handler with every event in order, after the copy has changed; first with `added` for what is
   * already there. Handlers are synchronous and must not throw. Returns the function that ends it.
   */
  subscribe(handler: (event: WatchEvent<T>) => void): () => void;
}
