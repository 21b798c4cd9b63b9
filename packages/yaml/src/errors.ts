import type { SourcePosition } from "@flux-ts/base";

/**
 * Why a text was refused.
 *
 * - `syntax`: not YAML.
 * - `unknown-anchor`: an alias names an anchor that no earlier node has, or its own parent.
 * - `duplicate-key`: a mapping has a key twice, and the options are strict about it.
 * - `unsupported`: YAML that JSON cannot hold: an infinite number, a collection as a key, a null key.
 * - `excessive-aliasing`, `too-deep`, `too-large`: the text passes a limit.
 */
export type YamlErrorCode =
  | "syntax"
  | "unknown-anchor"
  | "duplicate-key"
  | "unsupported"
  | "excessive-aliasing"
  | "too-deep"
  | "too-large";

/** A text that could not be read as YAML. The message is the one go-yaml gives, its line counted from the document's start. */
export class YamlError extends Error {
  override readonly name = "YamlError";
  readonly code: YamlErrorCode;
  /** Where reading stopped; lines are counted in the whole text. */
  readonly position: SourcePosition;

  constructor(code: YamlErrorCode, message: string, position: SourcePosition) {
    super(message);
    this.code = code;
    this.position = position;
  }
}
