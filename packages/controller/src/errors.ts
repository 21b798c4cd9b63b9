import { maskUrls, messageOf } from "@flux-ts/base";
import type { SourcePosition } from "@flux-ts/base";

/**
 * What the queue does after a failure: `retry` runs again after a back-off, `stall` waits for a change of the object,
 * `wait` looks again later without calling it a failure (no warning, no error count).
 */
export type Disposition = "retry" | "stall" | "wait";

export interface ReconcileErrorOptions extends ErrorOptions {
  readonly disposition?: Disposition;
  /** Where the user wrote what is wrong, as far as it is known. */
  readonly where?: SourcePosition;
}

/**
 * Why a run could not reach its goal. `reason` and `message` become the Ready condition and the event, so they are
 * read by users: hide secrets before constructing one (credentials in URLs are hidden here).
 */
export class ReconcileError extends Error {
  override readonly name = "ReconcileError";
  /** CamelCase word for programs: the reason of the Ready condition. */
  readonly reason: string;
  readonly disposition: Disposition;
  readonly where: SourcePosition | undefined;

  constructor(reason: string, message: string, options: ReconcileErrorOptions = {}) {
    super(maskUrls(message), "cause" in options ? { cause: options.cause } : undefined);
    this.reason = reason;
    this.disposition = options.disposition ?? "retry";
    this.where = options.where;
  }
}

/** The error itself when it is a ReconcileError, else one that is retried, has this reason and the message of the error. */
export function toReconcileError(error: unknown, reason: string): ReconcileError {
  if (error instanceof ReconcileError) return error;
  return new ReconcileError(reason, messageOf(error), { cause: error });
}
