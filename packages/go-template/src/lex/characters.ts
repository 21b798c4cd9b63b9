export function isSpace(character: string | undefined): boolean {
  return character === " " || character === "\n" || character === "\t" || character === "\r";
}

const alphaNumeric = /^[\p{L}\p{Nd}_]$/u;

/** Whether the character can be part of a name. */
export function isAlphaNumeric(character: string): boolean {
  return character < "\x80" ? isAsciiName(character.charCodeAt(0)) : alphaNumeric.test(character);
}

/** Letters, digits and `_`: what names nearly always consist of. */
function isAsciiName(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f
  );
}

/** Where the name ends that goes on at `start`. */
export function skipName(text: string, start: number): number {
  let at = start;
  for (;;) {
    while (isAsciiName(text.charCodeAt(at))) at++;
    const code = text.codePointAt(at);
    if (code === undefined || code < 0x80) return at;
    const character = String.fromCodePoint(code);
    if (!alphaNumeric.test(character)) return at;
    at += character.length;
  }
}

/** Where the text ends when the space at its end goes. */
export function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isSpace(text[at - 1])) at--;
  return at;
}

/** Where the next character that is no space stands. */
export function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && isSpace(text[at])) at++;
  return at;
}
