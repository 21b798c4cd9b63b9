import { SyntaxFault } from "./fault.ts";
import { message } from "../messages.ts";
import { char, isBlank, isBreak, isEnd } from "./chars.ts";
import type { Cursor, Mark } from "./cursor.ts";

const simpleEscapes: { readonly [letter: string]: string } = {
  "0": "\0",
  a: "\x07",
  b: "\b",
  t: "\t",
  "\t": "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\x1b",
  " ": " ",
  '"': '"',
  "'": "'",
  "\\": "\\",
  N: "\x85",
  _: "\xa0",
  L: "\u2028",
  P: "\u2029",
};

const hexLengths: { readonly [letter: string]: number } = { x: 2, u: 4, U: 8 };

/** Reads the quoted scalar at the cursor and leaves the cursor behind its closing quote. */
export function scanQuoted(cursor: Cursor): string {
  const start = cursor.mark();
  const quote = cursor.code;
  cursor.offset++;
  const simple = scanSimple(cursor, quote);
  return simple ?? scanFolded(cursor, quote, start);
}

/** A text on one line without escapes is a slice. */
function scanSimple(cursor: Cursor, quote: number): string | undefined {
  const { text, offset } = cursor;
  const close = text.indexOf(quote === char.quote ? '"' : "'", offset);
  if (close < 0) return undefined;
  for (let at = offset; at < close; at++) {
    const code = text.charCodeAt(at);
    if (isBreak(code) || (code === char.backslash && quote === char.quote)) return undefined;
  }
  if (quote === char.apostrophe && text.charCodeAt(close + 1) === char.apostrophe) return undefined;
  cursor.offset = close + 1;
  return text.slice(offset, close);
}

function scanFolded(cursor: Cursor, quote: number, start: Mark): string {
  let result = "";
  for (;;) {
    if (cursor.atDocumentMarker()) throw quotedFault(message.documentMarkerInQuotes, cursor, start);
    if (isEnd(cursor.code)) throw quotedFault(message.endInQuotes, cursor, start);
    const run = scanRun(cursor, quote, start);
    result += run.text;
    if (cursor.code === quote) break;
    result += scanWhitespace(cursor, run.escapedBreak);
  }
  cursor.offset++;
  return result;
}

/** Reads up to white space or the closing quote, or through an escaped line break. */
function scanRun(cursor: Cursor, quote: number, start: Mark): { text: string; escapedBreak: boolean } {
  let text = "";
  for (;;) {
    const code = cursor.code;
    if (isEnd(code) || isBlank(code) || isBreak(code)) return { text, escapedBreak: false };
    if (code === quote) {
      if (quote === char.quote || cursor.peek(1) !== char.apostrophe) return { text, escapedBreak: false };
      text += "'";
      cursor.offset += 2;
    } else if (code === char.backslash && quote === char.quote) {
      if (isBreak(cursor.peek(1))) {
        cursor.offset++;
        cursor.takeBreak();
        return { text, escapedBreak: true };
      }
      text += scanEscape(cursor, start);
    } else {
      text += cursor.text[cursor.offset] as string;
      cursor.offset++;
    }
  }
}

function scanEscape(cursor: Cursor, start: Mark): string {
  const letter = cursor.text[cursor.offset + 1] ?? "";
  const simple = simpleEscapes[letter];
  if (simple !== undefined) {
    cursor.offset += 2;
    return simple;
  }
  const length = hexLengths[letter];
  if (length === undefined) throw escapeFault(message.unknownEscape, cursor, start);
  cursor.offset += 2;
  const digits = cursor.text.slice(cursor.offset, cursor.offset + length);
  if (digits.length < length || !/^[0-9A-Fa-f]+$/.test(digits)) throw escapeFault(message.expectedHex, cursor, start);
  const codePoint = Number.parseInt(digits, 16);
  if ((codePoint >= 0xd800 && codePoint <= 0xdfff) || codePoint > 0x10ffff) {
    throw escapeFault(message.invalidUnicodeEscape, cursor, start);
  }
  cursor.offset += length;
  return String.fromCodePoint(codePoint);
}

/** Blanks inside of a line stay; a line break with the blanks around it folds to a space, further breaks stay. */
function scanWhitespace(cursor: Cursor, escapedBreak: boolean): string {
  let blanks = "";
  let firstBreak: string | undefined = escapedBreak ? "" : undefined;
  let furtherBreaks = "";
  for (;;) {
    const code = cursor.code;
    if (isBlank(code)) {
      if (firstBreak === undefined) blanks += cursor.text[cursor.offset] as string;
      cursor.offset++;
    } else if (isBreak(code)) {
      const taken = cursor.takeBreak();
      if (firstBreak === undefined) firstBreak = taken;
      else furtherBreaks += taken;
    } else {
      return firstBreak === undefined ? blanks : foldBreaks(firstBreak, furtherBreaks);
    }
  }
}

/** How a run of line breaks inside of a folded scalar reads: one is a space, of more the first goes; LS and PS always stay. */
export function foldBreaks(first: string, further: string): string {
  if (first !== "\n") return first + further;
  return further === "" ? " " : further;
}

function quotedFault(text: string, cursor: Cursor, context: Mark): SyntaxFault {
  return new SyntaxFault("scanner", text, { problem: cursor.mark(), context });
}

function escapeFault(text: string, cursor: Cursor, context: Mark): SyntaxFault {
  return new SyntaxFault("scanner", text, { problem: cursor.mark(), context });
}
