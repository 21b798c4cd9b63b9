/** Exponential delays between tries. */
export interface BackoffOptions {
  /** First delay in milliseconds. */
  readonly minMs: number;
  /** No delay is longer, in milliseconds. */
  readonly maxMs: number;
  /** Each delay is this many times the one before. @default 2 */
  readonly factor?: number;
  /** Adds up to this share of the delay at random. @default 0 */
  readonly jitter?: number;
  /** A number from 0 to 1, for the jitter. @default Math.random */
  readonly random?: () => number;
}

/** The delay in milliseconds after `failures` failed tries (1 gives the first delay). */
export function backoffDelay(failures: number, options: BackoffOptions): number {
  const { minMs, maxMs, factor = 2, jitter = 0, random = Math.random } = options;
  const delay = Math.min(maxMs, minMs * factor ** Math.max(0, failures - 1));
  return Math.min(maxMs, delay * (1 + jitter * random()));
}
