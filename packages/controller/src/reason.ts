/**
 * Why there is a run: the `spec` changed, somebody made a `request` (annotation reconcile.fluxcd.io/requestedAt), the
 * object is `new` to this process, a `trigger` on another object fired, an earlier run asked for a `retry`, the
 * `interval` is over, or what the object keeps shows `drift`. Of several reasons the first of this list is told.
 */
export type RunReason = (typeof reasons)[number];

const reasons = ["spec", "request", "new", "trigger", "retry", "interval", "drift"] as const;

export function strongerReason(a: RunReason | undefined, b: RunReason): RunReason {
  return a !== undefined && reasons.indexOf(a) < reasons.indexOf(b) ? a : b;
}
