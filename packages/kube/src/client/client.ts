import type { JsonArray, JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import type { Discovery } from "../discovery/discovery.ts";
import type { ObjectKey, Target } from "../target.ts";
import type { ApiRequest, ApiResponse } from "../transport.ts";
import type { WatchEvent, WatchOptions } from "../watch/event.ts";
import type { Informer, InformerOptions } from "../watch/informer.ts";

/**
 * A Kubernetes API as one identity.
 *
 * Every object it returns carries `apiVersion` and `kind` of its own, also items of lists and metadata-only reads.
 * Calls fail with `ApiError` when the server refuses, with `KubeError` when there is no answer or no such kind,
 * and with the signal's reason when they are aborted. Requests that the server sheds (429, 503 with `Retry-After`)
 * are repeated a bounded number of times.
 */
export interface Client {
  readonly discovery: Discovery;
  /** Namespace of the kubeconfig context, the pod, or `default`. */
  readonly namespace: string;

  get<T extends KubeObject = KubeObject>(key: ObjectKey, options?: GetOptions): Promise<T>;
  /** As {@link Client.get}, but undefined when the object does not exist. */
  find<T extends KubeObject = KubeObject>(key: ObjectKey, options?: GetOptions): Promise<T | undefined>;
  /** The whole collection: all pages, with the resource version of a consistent state. */
  list<T extends KubeObject = KubeObject>(target: Target, options?: ListOptions): Promise<ObjectList<T>>;
  /** The collection page by page, for what need not be held in memory at once. */
  pages<T extends KubeObject = KubeObject>(target: Target, options?: ListOptions): AsyncIterable<ObjectList<T>>;
  /** What `kubectl get` prints: columns chosen by the server. With a name, the table of one object. */
  table(target: Target | ObjectKey, options?: TableOptions): Promise<Table>;
  /** Lines of a pod's log; with `follow`, until the container ends or the signal aborts. */
  logs(pod: { readonly namespace: string; readonly name: string }, options?: LogOptions): AsyncIterable<string>;

  create<T extends KubeObject>(object: T, options?: WriteOptions): Promise<T>;
  /** Replaces the object. Carries its `resourceVersion`, if it has one, as a precondition. */
  update<T extends KubeObject>(object: T, options?: SubresourceWriteOptions): Promise<T>;
  updateStatus<T extends KubeObject>(object: T, options?: WriteOptions): Promise<T>;
  patch<T extends KubeObject = KubeObject>(key: ObjectKey, patch: Patch, options?: SubresourceWriteOptions): Promise<T>;
  patchStatus<T extends KubeObject = KubeObject>(key: ObjectKey, patch: Patch, options?: WriteOptions): Promise<T>;
  /** Server-side apply. Needs a field manager: that of the options or of the client. */
  apply<T extends KubeObject = KubeObject>(object: KubeObject | EncodedObject, options?: ApplyOptions): Promise<T>;
  /** Resolves when the server has accepted the deletion; finalizers may keep the object for longer. */
  delete(key: ObjectKey, options?: DeleteOptions): Promise<void>;
  /** Posts to a subresource that takes a kind of its own, such as `token` of a ServiceAccount. */
  createSubresource<T extends JsonValue = JsonObject>(
    key: ObjectKey,
    subresource: string,
    body: JsonObject,
    options?: WriteOptions,
  ): Promise<T>;

  /**
   * The collection as events: first what exists, then `synced`, then every change, without end. Reconnects and
   * lists again by itself; deletions missed meanwhile are reported. Leaving the loop closes the watch.
   */
  watch<T extends KubeObject = KubeObject>(target: Target, options?: WatchOptions): AsyncIterable<WatchEvent<T>>;
  /** A live copy of the collection. It does nothing before `start()`. A type `R` other than `T` needs a `transform`. */
  informer<T extends KubeObject = KubeObject, R = T>(target: Target, options?: InformerOptions<T, R>): Informer<R>;
  /**
   * Watches one object (undefined while it does not exist) until the predicate holds, and gives what it held for.
   *
   * @throws KubeError `timeout`, with the last failure of the watch as its cause.
   * @throws ApiError when the object may not be watched.
   */
  waitFor<T extends KubeObject = KubeObject>(
    key: ObjectKey,
    predicate: (object: T | undefined) => boolean,
    options?: WaitOptions,
  ): Promise<T | undefined>;

  /** Any other request, with the identity, headers, retries and errors of this client. */
  request(request: ApiRequest): Promise<ApiResponse>;

  /** The same API as somebody else. Replaces an earlier identity, shares connections and discovery. */
  as(identity: Impersonation): Client;
  /** The same API with other defaults. */
  with(defaults: ClientDefaults): Client;
  /**
   * Closes the connections, also of the clients made by {@link Client.as} and {@link Client.with}. Informers stop,
   * other watches end with a KubeError `closed`.
   */
  close(): Promise<void>;
}

export interface ClientDefaults {
  /** Field manager of writes that name none. */
  readonly fieldManager?: string;
  /** Replaces the user agent; it should say `flux-ts`. */
  readonly userAgent?: string;
  /** Called for every warning the server sends along with an answer. */
  readonly onWarning?: (warning: string) => void;
}

/** Who a request is made as; the server checks that the real identity may impersonate it. */
export interface Impersonation {
  readonly user: string;
  readonly groups?: readonly string[];
  readonly uid?: string;
  readonly extra?: { readonly [key: string]: readonly string[] };
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface WaitOptions extends CallOptions {
  /** @default no limit */
  readonly timeoutMs?: number;
  readonly metadataOnly?: boolean;
}

export interface GetOptions extends CallOptions {
  /** Asks for kind and metadata only; see `ObjectHeader`. */
  readonly metadataOnly?: boolean;
  readonly resourceVersion?: string;
  /** Reads a subresource such as `scale` instead. */
  readonly subresource?: string;
}

export interface ListOptions extends CallOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Asks for kind and metadata of each object only. */
  readonly metadataOnly?: boolean;
  /** Objects per request. @default 500 */
  readonly pageSize?: number;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: "Exact" | "NotOlderThan";
}

export interface TableOptions extends CallOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** What each row carries of its object. @default "Metadata" */
  readonly includeObject?: "None" | "Metadata" | "Object";
}

export interface LogOptions extends CallOptions {
  readonly container?: string;
  readonly follow?: boolean;
  readonly previous?: boolean;
  readonly sinceSeconds?: number;
  readonly sinceTime?: string;
  readonly tailLines?: number;
  readonly timestamps?: boolean;
}

export interface WriteOptions extends CallOptions {
  /** Runs everything on the server but the write. */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** What the server does about fields it does not know. The server's default is `Warn`. */
  readonly fieldValidation?: "Ignore" | "Warn" | "Strict";
}

export interface SubresourceWriteOptions extends WriteOptions {
  readonly subresource?: string;
}

export interface ApplyOptions extends SubresourceWriteOptions {
  /** Takes over fields that other managers own. @default false */
  readonly force?: boolean;
}

export interface DeleteOptions extends CallOptions {
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly gracePeriodSeconds?: number;
  readonly dryRun?: boolean;
}

/** A change of one object, in one of the ways the server understands. */
export type Patch =
  | { readonly type: "json"; readonly patch: JsonArray }
  | { readonly type: "merge"; readonly patch: JsonObject }
  | { readonly type: "strategic"; readonly patch: JsonObject };

/** An object whose JSON is ready: the bytes are sent as they are. */
export interface EncodedObject {
  readonly key: ObjectKey;
  readonly json: Uint8Array;
}

export interface ObjectList<T extends KubeObject = KubeObject> {
  readonly items: readonly T[];
  /** State of the collection that the items are; watch from here. */
  readonly resourceVersion: string;
}

/** A Table of meta.k8s.io/v1. */
export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  /** 0 is always shown, greater ones with `-o wide`. */
  readonly priority: number;
}

export interface TableRow {
  readonly cells: readonly JsonValue[];
  readonly object: KubeObject | undefined;
}
