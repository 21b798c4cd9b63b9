/** A text that is no version or no constraint. The message is that of Masterminds/semver. */
export class SemverError extends Error {
  override readonly name = "SemverError";
  readonly code: "version" | "constraint";

  constructor(code: SemverError["code"], message: string) {
    super(message);
    this.code = code;
  }
}
