import type { ScalarPlace } from "./scalar.ts";

/** A plain scalar; single spaces behind the width become line breaks. */
export function foldPlain(text: string, place: ScalarPlace): string {
  return foldSpaces(text, place, { from: 0, to: text.length });
}

/** A scalar in single quotes, folded likewise, but not at its first and last character. */
export function foldSingle(text: string, place: ScalarPlace): string {
  const { indent } = place;
  // LS and PS stay, and what follows them is indented like a line.
  const quoted = text.replaceAll("'", "''").replace(/([\u2028\u2029]+)(?=[^\u2028\u2029])/g, `$1${" ".repeat(indent)}`);
  const body = foldSpaces(quoted, { ...place, column: place.column + 1 }, { from: 1, to: quoted.length - 1 });
  return `'${body}'`;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function foldSpaces(text: string, { column, indent, isKey, width }: ScalarPlace, { from, to }: Range): string {
  if (isKey || column + text.length <= width) return text;
  const lineBreak = `\n${" ".repeat(indent)}`;
  let result = "";
  let start = 0;
  let at = column;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    // Columns count code points.
    if (code >= 0xdc00 && code <= 0xdfff) continue;
    if (code === 0x20 && at > width && index >= from && index < to && isSingleSpace(text, index)) {
      result += text.slice(start, index) + lineBreak;
      start = index + 1;
      at = indent;
    } else {
      at++;
    }
  }
  return result + text.slice(start);
}

function isSingleSpace(text: string, index: number): boolean {
  return text[index - 1] !== " " && text[index + 1] !== " ";
}
