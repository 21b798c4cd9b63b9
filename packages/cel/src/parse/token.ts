/** All kinds of tokens, in the order in which the grammar of cel-go numbers them; messages list them so. */
export const tokenKinds = [
  "in",
  "==",
  "!=",
  "<",
  "<=",
  ">=",
  ">",
  "&&",
  "||",
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
  "true",
  "false",
  "null",
  "NUM_FLOAT",
  "NUM_INT",
  "NUM_UINT",
  "STRING",
  "BYTES",
  "IDENTIFIER",
  "ESC_IDENTIFIER",
  "EOF",
] as const;

export type TokenKind = (typeof tokenKinds)[number];

/** Marks with a meaning of their own; longer ones first, so that they win. */
export const symbols: readonly TokenKind[] = tokenKinds
  .filter((kind) => !/^\w/.test(kind))
  .toSorted((a, b) => b.length - a.length);

export interface Token {
  readonly kind: TokenKind;
  readonly at: number;
  readonly text: string;
}
