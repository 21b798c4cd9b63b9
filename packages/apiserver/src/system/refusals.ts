import { StatusError } from "../status/status.ts";

/**
 * Writes as a built-in controller. A refusal means that the object has moved on; the event of that change brings the
 * controller back to it, so there is nothing to do about it now.
 */
export function ignoreRefusals(write: () => unknown): void {
  try {
    write();
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
  }
}
