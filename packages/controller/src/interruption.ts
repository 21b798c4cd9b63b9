/**
 * Why a run is cancelled: the object's spec changed (`generation`), a new run was asked for (`request`), it was
 * suspended, it is being deleted or is gone (`deletion`), the process stops (`shutdown`), or something the object
 * depends on changed so that going on is pointless (`superseded`).
 */
export type InterruptionReason = "generation" | "request" | "suspend" | "deletion" | "shutdown" | "superseded";

/** The reason of a run's signal once it is aborted. It is no failure: leave, the loop does what is next. */
export class RunInterrupted extends Error {
  override readonly name = "AbortError";
  readonly why: InterruptionReason;

  constructor(why: InterruptionReason) {
    super(`The run was interrupted: ${why}`);
    this.why = why;
  }
}

/** Why the signal is aborted, or undefined when it is not, or not by the loop. */
export function interruptionOf(signal: AbortSignal): InterruptionReason | undefined {
  return signal.reason instanceof RunInterrupted ? signal.reason.why : undefined;
}
