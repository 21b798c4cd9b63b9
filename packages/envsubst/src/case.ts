/** Upper case character by character, as Go has it: `ß`, whose upper case is two letters, stays. */
export function toUpper(text: string): string {
  return Array.from(text, upperOf).join("");
}

/** Lower case character by character, as Go has it. */
export function toLower(text: string): string {
  return Array.from(text, lowerOf).join("");
}

/** The text with its first character changed. */
export function mapFirst(text: string, map: (character: string) => string): string {
  const first = String.fromCodePoint(text.codePointAt(0) ?? 0);
  return text === "" ? "" : map(first) + text.slice(first.length);
}

function upperOf(character: string): string {
  const upper = character.toUpperCase();
  if (upper.length === character.length && isOne(upper)) return upper;
  return greekWithIota(character) ?? character;
}

function lowerOf(character: string): string {
  const lower = character.toLowerCase();
  // İ is the only character whose lower case is two.
  return isOne(lower) ? lower : String.fromCodePoint(lower.codePointAt(0) ?? 0);
}

function isOne(text: string): boolean {
  return text.length === 1 || (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff);
}

/** Letters with an iota below have a one-character upper case too, which full mappings spell out. */
function greekWithIota(character: string): string | undefined {
  const code = character.codePointAt(0) ?? 0;
  const isRow = code >= 0x1f80 && code <= 0x1faf && (code & 8) === 0;
  if (isRow) return String.fromCodePoint(code + 8);
  return code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3 ? String.fromCodePoint(code + 9) : undefined;
}
