/** What tests of reconcilers need of the loop. @module */
import { passCheckpoint, silentLog } from "@flux-ts/base";
import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { RunEvent } from "./events/event.ts";
import { concludeStatus, showProgress, statusOf } from "./loop/status.ts";
import type { RunReason } from "./reason.ts";
import type { Conclusion, Progress, Run } from "./reconciler.ts";

export interface RecordedRun<T extends KubeObject> {
  readonly run: Run<T>;
  readonly events: readonly RunEvent[];
  readonly progress: readonly Progress<T>[];
  /** The object as it is now, with the status that the loop shows. */
  readonly object: T;
  /** The object as the loop leaves it after this conclusion. */
  conclude(conclusion: Conclusion<T>): T;
}

export interface RecordedRunOptions {
  readonly reason?: RunReason;
  readonly now?: Date;
  readonly signal?: AbortSignal;
}

/** A run that writes nothing and keeps what it is told, to call a reconciler with. */
export function recordRun<T extends KubeObject>(object: T, options: RecordedRunOptions = {}): RecordedRun<T> {
  const {
    reason = "interval",
    now = new Date("2026-01-01T00:00:00Z"),
    signal = new AbortController().signal,
  } = options;
  const events: RunEvent[] = [];
  const progress: Progress<T>[] = [];
  const stamp = { now, generation: object.metadata.generation };
  let status: JsonObject = statusOf(object);
  const show = (change: Progress<T>): void => {
    progress.push(change);
    status = showProgress(status, change, stamp);
  };
  return {
    run: {
      reason,
      signal,
      log: silentLog,
      now: () => now,
      progress: async (change) => show(change),
      note: show,
      wait: (until) => until(),
      event: (event) => void events.push(event),
      reach: passCheckpoint,
    },
    events,
    progress,
    get object() {
      return { ...object, status };
    },
    conclude: (conclusion) => ({ ...object, status: concludeStatus(status, conclusion, stamp) }),
  };
}
