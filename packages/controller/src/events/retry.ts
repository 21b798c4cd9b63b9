import { backoffDelay } from "@flux-ts/base";
import type { Clock } from "@flux-ts/kube";

export interface RetryOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Tries in all, the first one included. */
  readonly tries: number;
}

/**
 * Tries until it does not throw, with growing pauses of 1 to 30 seconds.
 *
 * @throws what the last try threw, or the signal's reason.
 */
export async function tryRepeatedly<R>(act: () => Promise<R>, { clock, signal, tries }: RetryOptions): Promise<R> {
  for (let failures = 1; ; failures++) {
    try {
      return await act();
    } catch (error) {
      if (failures >= tries) throw error;
      await clock.sleep(backoffDelay(failures, { minMs: 1000, maxMs: 30_000 }), signal);
    }
  }
}
