/** Marks and words with a meaning of their own; longer ones first, so that they win. */
export const symbols = [
  "==",
  "!=",
  "<=",
  ">=",
  "&&",
  "||",
  "<",
  ">",
  "[",
  "]",
  "{",
  "}",
  "(",
  ")",
  ".",
  ",",
  "-",
  "!",
  "?",
  ":",
  "+",
  "*",
  "/",
  "%",
] as const;

export type TokenKind =
  | (typeof symbols)[number]
  | "in"
  | "true"
  | "false"
  | "null"
  | "NUM_FLOAT"
  | "NUM_INT"
  | "NUM_UINT"
  | "STRING"
  | "BYTES"
  | "IDENTIFIER"
  | "ESC_IDENTIFIER"
  | "EOF";

export interface Token {
  readonly kind: TokenKind;
  readonly at: number;
  readonly text: string;
}
