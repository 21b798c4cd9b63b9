/** The embedded Kubernetes API. @module */
export { createApiServer } from "./server.ts";
export type { ApiServer, ApiServerOptions } from "./server.ts";
export type { InProcessTransport, TransportRequest, TransportResponse, TransportStream } from "./transport.ts";
export type { Listener, ListenOptions } from "./http/listener.ts";
export type { TokenUser } from "./auth/authenticator.ts";
export type { Clock, Timer } from "./clock.ts";
export { createMemoryStore } from "./storage/memory-store.ts";
export type { MemoryStoreOptions } from "./storage/memory-store.ts";
export { openDurableStore } from "./storage/durable/open.ts";
export type { DurableStore, DurableStoreOptions } from "./storage/durable/open.ts";
export { StorageError } from "./storage/durable/errors.ts";
export type { StorageDamage, StorageErrorCode } from "./storage/durable/errors.ts";
export type { Change, Entry, Forgotten, ListOptions, Store } from "./storage/store.ts";
export { SnapshotError } from "./snapshot/errors.ts";
export { exportSnapshot } from "./snapshot/export.ts";
export { importSnapshot } from "./snapshot/import.ts";
export type { ImportOptions } from "./snapshot/import.ts";
export type { ObjectName, ResourceName, SystemChange, SystemClient, SystemDelete } from "./system/client.ts";
