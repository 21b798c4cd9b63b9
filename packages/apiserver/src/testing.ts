/** Helpers for tests on the embedded API. @module */
import type { Clock, Timer } from "./clock.ts";

export interface ManualClock extends Clock {
  /** Moves the time on and runs what is due by then, in its order. */
  advance(ms: number): void;
}

/** A clock that stands still until it is moved. */
export function createManualClock(start = Date.UTC(2026, 0, 1)): ManualClock {
  let now = start;
  const due = new Map<Timer, { readonly at: number; readonly run: () => void }>();
  return {
    now: () => now,
    after: (delayMs, run) => {
      const timer: Timer = { [Symbol.dispose]: () => due.delete(timer) };
      due.set(timer, { at: now + delayMs, run });
      return timer;
    },
    advance: (ms) => {
      const end = now + ms;
      for (;;) {
        const [next] = [...due].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
        if (next === undefined) break;
        const [timer, { at, run }] = next;
        due.delete(timer);
        now = Math.max(now, at);
        run();
      }
      now = end;
    },
  };
}
