import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock.ts";

/** A clock that stands still until it is told to go on. */
export interface ManualClock extends Clock {
  /** Wakes every sleeper that is due within `ms`, in order, and lets what it starts come to rest in between. */
  advance(ms: number): Promise<void>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

export function createManualClock(start = 0): ManualClock {
  let now = start;
  const sleepers = new Set<Sleeper>();
  const nextUntil = (end: number): Sleeper | undefined =>
    [...sleepers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    sleep(ms, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const sleeper = { at: now + ms, wake: resolve };
      const abort = (): void => {
        sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      if (signal?.aborted) abort();
      else sleepers.add(sleeper);
      signal?.addEventListener("abort", abort, { once: true });
      return promise;
    },
    async advance(ms) {
      const end = now + ms;
      await rest();
      for (let due = nextUntil(end); due; due = nextUntil(end)) {
        now = Math.max(now, due.at);
        sleepers.delete(due);
        due.wake();
        await rest();
      }
      now = end;
    },
  };
}

/** Lets promises that are under way settle, also those that take several turns of the loop. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await setImmediate();
}
