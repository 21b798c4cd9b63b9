/** A Kubernetes client: kubeconfig, REST, discovery, watch, leases, typed errors. @module */
export type {
  ApplyOptions,
  CallOptions,
  Client,
  ClientDefaults,
  DeleteOptions,
  EncodedObject,
  GetOptions,
  Impersonation,
  ListOptions,
  LogOptions,
  ObjectList,
  Patch,
  SubresourceWriteOptions,
  Table,
  TableColumn,
  TableOptions,
  TableRow,
  WaitOptions,
  WriteOptions,
} from "./client/client.ts";

export { connect, createClient } from "./client/create.ts";
export type { ClientOptions } from "./client/create.ts";

export { systemClock } from "./clock.ts";
export type { Clock } from "./clock.ts";

export type { Discovery, DiscoveryOptions, KindName } from "./discovery/discovery.ts";
export type { ApiResource } from "./discovery/resource.ts";

export {
  ApiError,
  isAlreadyExists,
  isConflict,
  isForbidden,
  isGone,
  isInvalid,
  isNotFound,
  isTooManyRequests,
  isUnauthorized,
  isUnknownKind,
  KubeError,
} from "./errors.ts";
export type { KubeErrorCode, Status, StatusCause, StatusDetails } from "./errors.ts";

export { createHttpTransport } from "./http/transport.ts";

export type { ClusterAccess, Credentials, CredentialSource, TlsOptions } from "./kubeconfig/access.ts";
export { accessFromKubeconfig, loadAccess, loadKubeconfig } from "./kubeconfig/load.ts";
export type { KubeconfigOptions, LoadOptions } from "./kubeconfig/load.ts";
export type { ClusterEntry, ContextEntry, ExecPlugin, Kubeconfig, PemSource, UserEntry } from "./kubeconfig/model.ts";
export type { AccessOverrides, AccessPolicy, ResolveOptions, TlsOverrides } from "./kubeconfig/resolve.ts";
export { formatKubeconfig, writeKubeconfig } from "./kubeconfig/write.ts";
export type { KubeconfigContext } from "./kubeconfig/write.ts";

export { createLedTransport } from "./lease/led-transport.ts";

export { acquireLease, runAsLeader } from "./lease/lease.ts";
export type { HeldLease, LeaseOptions } from "./lease/lease.ts";

export { formatTarget, keyOf } from "./target.ts";
export type { ObjectHeader, ObjectKey, Target } from "./target.ts";

export type { ApiHeaders, ApiRequest, ApiResponse, ApiStream, Transport } from "./transport.ts";

export type { WatchEvent, WatchOptions } from "./watch/event.ts";
export type { Informer, InformerOptions } from "./watch/informer.ts";
