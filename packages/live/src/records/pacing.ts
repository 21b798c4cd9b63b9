/** How often a suspicion about one object has turned out to be nothing. */
export interface Pacing {
  /** False alarms in a row. */
  readonly alarms: number;
  /** Suspicions are not told before this time, in milliseconds since the epoch. */
  readonly notBefore: number;
}

export const unpaced: Pacing = { alarms: 0, notBefore: 0 };

const firstPauseMs = 1000;
const longestPauseMs = 300_000;

/**
 * After a false alarm. Each costs a dry-run, so the pause doubles: an autoscaler that changes a field of its own every
 * few seconds must not cost a request each time.
 */
export function afterFalseAlarm({ alarms, notBefore }: Pacing, now: number): Pacing {
  const calm = now - notBefore > 2 * longestPauseMs;
  const count = calm ? 0 : alarms;
  return { alarms: count + 1, notBefore: now + Math.min(firstPauseMs * 2 ** count, longestPauseMs) };
}
