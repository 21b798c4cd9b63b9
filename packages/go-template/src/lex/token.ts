/** What the lexer tells apart. Keywords are tokens of their own; fields are one token with those right behind them. */
export type TokenKind =
  | "text"
  | "leftDelim"
  | "rightDelim"
  | "leftParen"
  | "rightParen"
  | "pipe"
  | "assign"
  | "declare"
  | "char"
  | "string"
  | "rawString"
  | "charConstant"
  | "number"
  | "complex"
  | "bool"
  | "identifier"
  | "field"
  | "variable"
  | Keyword
  | "error"
  | "eof";

export type Keyword =
  | "dot"
  | "block"
  | "break"
  | "continue"
  | "define"
  | "else"
  | "end"
  | "if"
  | "nil"
  | "range"
  | "template"
  | "with";

export interface Token {
  readonly kind: TokenKind;
  /** Offset of its first character in the text, in UTF-16 units. */
  readonly at: number;
  /** Its characters; of an error, the message. */
  readonly text: string;
  /** Whether white space stands before it in its action. */
  readonly isSpaced: boolean;
}

export const keywords: ReadonlySet<string> = new Set([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "nil",
  "range",
  "template",
  "with",
]);

export function isKeyword({ kind }: Token): boolean {
  return kind === "dot" || keywords.has(kind);
}
