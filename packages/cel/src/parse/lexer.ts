import { scanString } from "./lex-string.ts";
import { keywords } from "./reserved.ts";
import { symbols } from "./token.ts";
import type { Token, TokenKind } from "./token.ts";

export interface LexerError {
  readonly at: number;
  readonly message: string;
}

export interface Tokens {
  /** Ends with `EOF`. */
  readonly tokens: readonly Token[];
  /** Characters that begin no token; they are left out. */
  readonly errors: readonly LexerError[];
}

const space = /(?:[\t\n\f\r ]+|\/\/[^\n]*)+/y;
const float = /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y;
const integer = /(?:0x[\da-fA-F]+|\d+)[uU]?/y;
const word = /[_a-zA-Z][_a-zA-Z0-9]*/y;
const quotedWord = /`[a-zA-Z0-9_.\-/ ]+`/y;
const stringStart = /[bB]?[rR]?["']/y;

/** Cuts an expression into tokens. */
export function tokenize(text: string): Tokens {
  const tokens: Token[] = [];
  const errors: LexerError[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(space, text, at)?.length ?? 0;
    if (at >= text.length) break;
    const found = readToken(text, at);
    if (typeof found === "object") {
      tokens.push(found);
      at += found.text.length;
    } else {
      errors.push({ at, message: `token recognition error at: '${showText(text.slice(at, found))}'` });
      at = found;
    }
  }
  tokens.push({ kind: "EOF", at: text.length, text: "<EOF>" });
  return { tokens, errors };
}

/** The token at an offset, or the offset after the characters that cannot be one. */
function readToken(text: string, at: number): Token | number {
  if (matchAt(stringStart, text, at) !== undefined) {
    const end = scanString(text, at);
    if (end.complete) {
      const kind = /[bB]/.test(text.charAt(at)) ? "BYTES" : "STRING";
      return { kind, at, text: text.slice(at, end.at) };
    }
    // A prefix letter alone is a name; the quote after it is then what is wrong.
    if (matchAt(word, text, at) === undefined) return end.at;
  }
  const number = matchAt(float, text, at);
  if (number !== undefined) return { kind: "NUM_FLOAT", at, text: number };
  return readInteger(text, at) ?? readWord(text, at) ?? readSymbol(text, at);
}

function readInteger(text: string, at: number): Token | undefined {
  const found = matchAt(integer, text, at);
  if (found === undefined) return undefined;
  return { kind: /[uU]$/.test(found) ? "NUM_UINT" : "NUM_INT", at, text: found };
}

function readWord(text: string, at: number): Token | undefined {
  const plain = matchAt(word, text, at);
  if (plain !== undefined) return { kind: keywords.has(plain) ? (plain as TokenKind) : "IDENTIFIER", at, text: plain };
  const quoted = matchAt(quotedWord, text, at);
  return quoted === undefined ? undefined : { kind: "ESC_IDENTIFIER", at, text: quoted };
}

function readSymbol(text: string, at: number): Token | number {
  const symbol = symbols.find((symbol) => text.startsWith(symbol, at));
  if (symbol !== undefined) return { kind: symbol, at, text: symbol };
  // The lexer of cel-go has read on before it sees that a lone `=` is no `==`.
  const length = /[=&|]/.test(text.charAt(at)) ? 2 : 1;
  return Math.min(text.length, at + Math.max(length, characterAt(text, at).length));
}

function characterAt(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0);
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Text as it is shown in messages. */
export function showText(text: string): string {
  return text.replaceAll("\n", "\\n").replaceAll("\r", "\\r").replaceAll("\t", "\\t");
}
