/** Shared watches of managed objects and waits for their readiness. @module */
export { formatUnready, waitUntilGone, waitUntilReady } from "./wait.ts";
export type { ObjectReadiness, WaitOptions, WaitOutcome } from "./wait.ts";

export { WatchPool } from "./watch-pool.ts";
export type { BorrowedWatch, WatchKey, WatchPoolOptions } from "./watch-pool.ts";
