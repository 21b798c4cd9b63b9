/** A server whose time stands still until it is told to go on. @module */
import type { Clock } from "./clock.ts";

/** Time that passes when it is told to. */
export interface ManualClock extends Clock {
  /** Runs what becomes due on the way, in order. */
  advance(ms: number): void;
}

interface Alarm {
  readonly at: number;
  readonly run: () => void;
}

export function createManualClock(start = Date.parse("2026-01-01T00:00:00Z")): ManualClock {
  let now = start;
  const alarms = new Set<Alarm>();
  const nextBy = (end: number): Alarm | undefined =>
    [...alarms].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
  return {
    now: () => now,
    after: (delayMs, run) => {
      const alarm = { at: now + delayMs, run };
      alarms.add(alarm);
      return { [Symbol.dispose]: () => void alarms.delete(alarm) };
    },
    advance: (ms) => {
      const end = now + ms;
      for (let alarm = nextBy(end); alarm !== undefined; alarm = nextBy(end)) {
        alarms.delete(alarm);
        now = Math.max(now, alarm.at);
        alarm.run();
      }
      now = end;
    },
  };
}
