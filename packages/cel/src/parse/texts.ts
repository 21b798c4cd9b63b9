import type { TokenKind } from "./token.ts";

/** What may begin an expression, in the order of cel-go's messages. */
export const expressionStart: readonly TokenKind[] = [
  "[",
  "{",
  "(",
  ".",
  "-",
  "!",
  "true",
  "false",
  "null",
  "NUM_FLOAT",
  "NUM_INT",
  "NUM_UINT",
  "STRING",
  "BYTES",
  "IDENTIFIER",
];

/** What may follow `!` and `-`. */
export const operandStart: readonly TokenKind[] = expressionStart.filter((kind) => kind !== "!");

/** What may follow the bracket of an index. */
export const indexStart: readonly TokenKind[] = [...expressionStart, "?"];

export const reserved: ReadonlySet<string> = new Set([
  "as",
  "break",
  "const",
  "continue",
  "else",
  "for",
  "function",
  "if",
  "import",
  "let",
  "loop",
  "package",
  "namespace",
  "return",
  "var",
  "void",
  "while",
]);

/** The order in which the grammar of cel-go numbers its tokens; messages list them so. */
const order: readonly TokenKind[] = [
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
];

/** Names one or more kinds of tokens. */
export function expected(kinds: readonly TokenKind[]): string {
  const names = kinds.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)).map(nameOf);
  return names.length === 1 ? names.join("") : `{${names.join(", ")}}`;
}

function nameOf(kind: TokenKind): string {
  if (kind === "EOF") return "<EOF>";
  return /^[A-Z]/.test(kind) ? kind : `'${kind}'`;
}
