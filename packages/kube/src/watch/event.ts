import type { KubeObject } from "@flux-ts/base";

/**
 * A change of a collection. `synced` says that everything that existed has been told (again after each new list).
 * `failed` says that the server cannot be watched now and when the next try is; the watch goes on by itself, and
 * `recovered` or `synced` say that it works again.
 */
export type WatchEvent<T = KubeObject> =
  | { readonly type: "added"; readonly object: T }
  | { readonly type: "modified"; readonly object: T; readonly old: T }
  | { readonly type: "deleted"; readonly object: T }
  | { readonly type: "synced" }
  | { readonly type: "recovered" }
  | { readonly type: "failed"; readonly error: Error; readonly failures: number; readonly retryInMs: number };

export interface WatchOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Watches kind and metadata of the objects only. */
  readonly metadataOnly?: boolean;
  /** Objects per request of the initial list. @default 500 */
  readonly pageSize?: number;
  /** Ends the watch: iteration throws the signal's reason, an informer stops. */
  readonly signal?: AbortSignal;
}
