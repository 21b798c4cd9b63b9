const space = " \t\r\n";

export function isSpace(character: string | undefined): boolean {
  return character !== undefined && character !== "" && space.includes(character);
}

const alphaNumeric = /^[\p{L}\p{Nd}_]$/u;

/** Whether the character can be part of a name. */
export function isAlphaNumeric(character: string): boolean {
  return alphaNumeric.test(character);
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
