/**
 * Why an artifact could not be had.
 *
 * - `not-found`: the server has no artifact of this name (any more).
 * - `digest-mismatch`: the bytes are not the ones that were promised.
 * - `too-large`: a limit was reached.
 * - `invalid-archive`: not a gzip-compressed tar archive, or one with entries that must not be unpacked.
 * - `network`: no answer, or none that counts.
 */
export type ArtifactErrorCode = "not-found" | "digest-mismatch" | "too-large" | "invalid-archive" | "network";

/** The error of this package; what the disk says is passed on as it is. */
export class ArtifactError extends Error {
  override readonly name = "ArtifactError";
  readonly code: ArtifactErrorCode;

  constructor(code: ArtifactErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
