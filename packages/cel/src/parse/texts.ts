import { tokenKinds } from "./token.ts";
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

/** Names one or more kinds of tokens. */
export function expected(kinds: readonly TokenKind[]): string {
  const names = tokenKinds.filter((kind) => kinds.includes(kind)).map(nameOf);
  return names.length === 1 ? names.join("") : `{${names.join(", ")}}`;
}

function nameOf(kind: TokenKind): string {
  if (kind === "EOF") return "<EOF>";
  return /^[A-Z]/.test(kind) ? kind : `'${kind}'`;
}
