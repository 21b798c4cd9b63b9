import { normalizeBytes } from "../values/utf8.ts";

const simpleEscapes: { readonly [letter: string]: string } = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
};

// One character or escape of a quoted text.
const piece = /\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([abfnrtv\\'"]))|[^\\]/uy;

/** The text of a quoted string; undefined when an escape is none of Go's. */
export function unquote(quoted: string): string | undefined {
  if (quoted.startsWith("`")) return quoted.slice(1, -1).replaceAll("\r", "");
  if (!quoted.includes("\\")) return normalizeBytes(quoted.slice(1, -1));
  let text = "";
  for (let at = 1; at < quoted.length - 1;) {
    const next = readPiece(quoted, at, '"');
    if (next === undefined) return undefined;
    text += next.text;
    at = next.end;
  }
  return normalizeBytes(text);
}

interface Piece {
  readonly text: string;
  readonly end: number;
}

function readPiece(source: string, at: number, mark: string): Piece | undefined {
  piece.lastIndex = at;
  const match = piece.exec(source);
  if (match === null) return undefined;
  const text = match[0].length === 1 || !match[0].startsWith("\\") ? match[0] : unescape(match, mark);
  return text === undefined ? undefined : { text, end: piece.lastIndex };
}

function unescape([, hex, octal, short, long, letter]: RegExpExecArray, mark: string): string | undefined {
  if (hex !== undefined) return byteAsText(Number.parseInt(hex, 16));
  if (octal !== undefined) return byteAsText(Number.parseInt(octal, 8));
  if (letter !== undefined) return simpleEscapes[letter] ?? (letter === mark ? letter : undefined);
  const code = Number.parseInt(short ?? long ?? "", 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  return String.fromCodePoint(code);
}

function byteAsText(byte: number): string | undefined {
  if (byte > 0xff) return undefined;
  return String.fromCharCode(byte < 0x80 ? byte : 0xdc00 | byte);
}

/**
 * The code point of a character constant; undefined when it is none of Go's escapes, "long" when there is more than one
 * character.
 */
export function unquoteCharacter(quoted: string): number | "long" | undefined {
  if (quoted === "''") return undefined;
  const first = readPiece(quoted, 1, "'");
  if (first === undefined) return undefined;
  if (first.end !== quoted.length - 1) return "long";
  const code = first.text.codePointAt(0) as number;
  return code >= 0xdc80 && code <= 0xdcff ? code & 0xff : code;
}
