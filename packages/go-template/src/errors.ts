/**
 * `parse`: the text is no template. `exec`: running it failed. `limit`: it takes more time, depth or output than the
 * options allow.
 */
export type TemplateErrorCode = "parse" | "exec" | "limit";

export interface TemplatePosition {
  /** The name under which the text was parsed, usually a file. */
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** In bytes from 0, as Go counts; missing where Go knows the line only. */
  readonly column?: number;
}

export interface TemplateErrorOptions {
  readonly position?: TemplatePosition;
  readonly cause?: unknown;
}

/** The one error of this package. Its message is the one of Go, position included. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  readonly code: TemplateErrorCode;
  readonly position: TemplatePosition | undefined;

  constructor(code: TemplateErrorCode, message: string, { position, cause }: TemplateErrorOptions = {}) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.position = position;
  }
}
