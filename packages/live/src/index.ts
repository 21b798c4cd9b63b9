/** What became of managed objects, by shared watches: records, drift, waits for readiness. @module */
export { objectId } from "./object-id.ts";

export type { Doubt } from "./records/compare.ts";
export { isOwnEntry, sortEntries } from "./records/ownership.ts";
export type { FieldManagerMatch, OwnershipRules } from "./records/ownership.ts";
export { recordOf } from "./records/record.ts";
export type { LiveRecord, RecordRules } from "./records/record.ts";
export { LiveView } from "./records/view.ts";
export type { KeptObject, LiveViewOptions } from "./records/view.ts";

export { formatUnready, readinessNow, waitUntilGone, waitUntilReady } from "./wait.ts";
export type { ObjectReadiness, WaitOptions, WaitOutcome } from "./wait.ts";

export { WatchPool } from "./watch-pool.ts";
export type { BorrowedWatch, WatchKey, WatchPoolOptions } from "./watch-pool.ts";
