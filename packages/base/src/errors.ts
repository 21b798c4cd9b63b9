/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether the error (or one of its causes) says that an AbortSignal fired. */
export function isAbort(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === "AbortError" || isAbort(error.cause);
}

/** Marks code that closed unions make unreachable. The type checker rejects a call when a case is missing. */
export function unreachable(value: never): never {
  throw new TypeError(`Unexpected value: ${String(value)}`);
}
