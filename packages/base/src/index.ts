/** JSON values, Kubernetes object shapes, errors, logging, durations, retry: what every other package stands on. @module */
export { backoffDelay } from "./backoff.ts";
export type { BackoffOptions } from "./backoff.ts";

export { checkpoints, passCheckpoint } from "./checkpoint.ts";
export type { Checkpoint, ReachCheckpoint } from "./checkpoint.ts";

export { mapConcurrently } from "./concurrency.ts";

export { formatDuration, parseDuration } from "./duration.ts";

export { isAbort, messageOf, unreachable } from "./errors.ts";

export { createFileTree, formatPosition } from "./file-tree.ts";
export type { DirEntry, FileTree, SourcePosition } from "./file-tree.ts";

export {
  canonicalJson,
  cloneJson,
  equalJson,
  getOwn,
  isJsonObject,
  omitKeys,
  parseJson,
  setOwn,
  sortKeys,
  stringifyJson,
} from "./json.ts";
export type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "./json.ts";

export { silentLog } from "./log.ts";
export type { Log, LogFields } from "./log.ts";

export { formatGroupVersion, formatRef, kindOf, parseGroupVersion, refOf } from "./object.ts";
export type {
  Condition,
  GroupVersion,
  GroupVersionKind,
  GroupVersionResource,
  KubeObject,
  ManagedFieldsEntry,
  ObjectMeta,
  ObjectRef,
  OwnerReference,
} from "./object.ts";

export { maskUrls, Secret } from "./secret.ts";
