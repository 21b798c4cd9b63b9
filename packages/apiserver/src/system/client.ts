import type { KubeObject } from "@flux-ts/base";

/** Names a resource; the newest version that is served is used when none is given. */
export interface ResourceName {
  readonly group: string;
  readonly plural: string;
  readonly version?: string;
}

export interface ObjectName {
  /** `""` for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
}

/** What became of an object. */
export interface SystemChange {
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

export interface SystemDelete {
  readonly uid?: string;
  readonly resourceVersion?: string;
  /** 0 ends a Pod at once. */
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
}

/**
 * The API for the parts of the server that act as Kubernetes' own controllers (simulated cluster, garbage collector,
 * namespace controller). Calls are synchronous and pass through the same registry as any request, as a user that may
 * do everything. Objects are shared and never change.
 *
 * Writes throw the StatusError that a request would get: a `Conflict` means that the object has moved on and the
 * controller has to look again.
 */
export interface SystemClient {
  get(resource: ResourceName, object: ObjectName): KubeObject | undefined;
  /** In the order of lists; of all namespaces when none is given. */
  list(resource: ResourceName, namespace?: string): readonly KubeObject[];
  /**
   * Calls back once for every object there is, then for every change, always after the write is over:
   * callbacks may write.
   */
  watch(resource: ResourceName, listener: (change: SystemChange) => void): Disposable;
  create(resource: ResourceName, object: KubeObject): KubeObject;
  /** Writes an object that was read before; its resource version must still be the current one. */
  update(resource: ResourceName, object: KubeObject, subresource?: "status" | "finalize"): KubeObject;
  delete(resource: ResourceName, object: ObjectName, options?: SystemDelete): void;
}
