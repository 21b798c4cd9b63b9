export type PatchErrorCode =
  /** The patch is not one: an unknown operation or directive, a value of the wrong shape. */
  | "malformed"
  /** The patch names a place the document does not have. */
  | "missing"
  /** A list index that does not exist. */
  | "bad-index"
  /** A `test` operation found another value. */
  | "test-failed"
  /** `copy` operations would grow the document beyond the limit. */
  | "too-large";

/** Thrown when a patch cannot be applied; the message is the one Kubernetes' patch libraries give. */
export class PatchError extends Error {
  override readonly name = "PatchError";
  readonly code: PatchErrorCode;

  constructor(code: PatchErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
