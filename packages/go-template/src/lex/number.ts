import { isAlphaNumeric } from "./characters.ts";

interface ScannedNumber {
  readonly end: number;
  readonly isComplex: boolean;
  readonly isValid: boolean;
}

// A number as the lexer takes it: whether its digits make sense is for the parser to say.
const number =
  /[+-]?(?:0[xX][0-9a-fA-F_]*(?:\.[0-9a-fA-F_]*)?(?:[pP][+-]?[0-9_]*)?|0[oO][0-7_]*(?:\.[0-7_]*)?|0[bB][01_]*(?:\.[01_]*)?|[0-9_]*(?:\.[0-9_]*)?(?:[eE][+-]?[0-9_]*)?)i?/y;

/** Finds the end of the number that starts at `start`; `1+2i` is one number. */
export function scanNumber(text: string, start: number): ScannedNumber {
  const first = scanPart(text, start);
  if (!first.isValid || !"+-".includes(text[first.end] ?? " ")) return { ...first, isComplex: false };
  const second = scanPart(text, first.end);
  return { end: second.end, isComplex: true, isValid: second.isValid && text[second.end - 1] === "i" };
}

function scanPart(text: string, start: number): { readonly end: number; readonly isValid: boolean } {
  number.lastIndex = start;
  const end = start + (number.exec(text)?.[0].length ?? 0);
  const code = text.codePointAt(end);
  const next = code === undefined ? "" : String.fromCodePoint(code);
  return isAlphaNumeric(next) ? { end: end + next.length, isValid: false } : { end, isValid: true };
}
