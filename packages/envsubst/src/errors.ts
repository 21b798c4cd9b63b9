/**
 * Why a text could not be substituted.
 *
 * - `syntax`: an expression is not well formed.
 * - `not-set`: a variable has no value, and reading is strict.
 * - `out-of-range`: a substring ends before it begins (upstream crashes there).
 * - `not-text`: substrings cut characters in two, so that the result is bytes but no text.
 * - `too-deep`: expressions in each other pass a limit.
 */
export type EnvsubstErrorCode = "syntax" | "not-set" | "out-of-range" | "not-text" | "too-deep";

/** A substitution that failed. The message is upstream's where upstream has one. */
export class EnvsubstError extends Error {
  override readonly name = "EnvsubstError";
  readonly code: EnvsubstErrorCode;
  /** Offset in the text (in UTF-16 units) of the expression that failed; of errors found while parsing, where parsing stopped. */
  readonly offset: number;

  constructor(code: EnvsubstErrorCode, message: string, offset: number) {
    super(message);
    this.code = code;
    this.offset = offset;
  }
}

/** Texts that users know from upstream. */
export const message = {
  badSubstitution: "bad substitution",
  missingBrace: "missing closing brace",
  noName: "unable to parse variable name",
  noArgument: "unable to parse substitution within function",
  notSet: (name: string) => `variable not set (strict mode): ${JSON.stringify(name)}`,
} as const;
