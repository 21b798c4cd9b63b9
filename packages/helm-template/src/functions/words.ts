import { toBytes } from "@flux-ts/go-template";

/** Functions on words, which spaces separate. */

const space = /\s/;

/** The first letter of every word in upper case. What is neither a letter, a digit nor `_` separates words. */
export function titleCase(text: string): string {
  let isStart = true;
  return Array.from(text, (character) => {
    const shown = isStart ? titleCharacter(character) : character;
    isStart = isSeparator(character);
    return shown;
  }).join("");
}

const ligatures: { readonly [character: string]: string } = { ǆ: "ǅ", ǉ: "ǈ", ǌ: "ǋ", ǳ: "ǲ" };

/** Go changes a character to one character, never to more. */
function titleCharacter(character: string): string {
  return ligatures[character] ?? upperCharacter(character);
}

function upperCharacter(character: string): string {
  const changed = character.toUpperCase();
  return Array.from(changed).length === 1 ? changed : character;
}

function isSeparator(character: string): boolean {
  if (character <= "\x7f") return !/[A-Za-z0-9_]/.test(character);
  return !/[\p{L}\p{N}]/u.test(character) && space.test(character);
}

/** The first letter of every word in lower case. */
export function uncapitalizeWords(text: string): string {
  let isStart = true;
  return Array.from(text, (character) => {
    const shown = isStart ? character.toLowerCase() : character;
    isStart = space.test(character);
    return shown;
  }).join("");
}

function swapCharacter(character: string, isStart: boolean): string {
  if (/[\p{Lu}\p{Lt}]/u.test(character)) return Array.from(character.toLowerCase())[0] ?? "";
  if (!/\p{Ll}/u.test(character)) return character;
  return isStart ? titleCharacter(character) : upperCharacter(character);
}

export function swapCase(text: string): string {
  let isStart = true;
  return Array.from(text, (character) => {
    const shown = swapCharacter(character, isStart);
    isStart = space.test(character);
    return shown;
  }).join("");
}

/** The first byte of every word, taken for a character as sprig does. */
export function initials(text: string): string {
  return text
    .split(/\s+/)
    .map((word) => (word === "" ? "" : String.fromCharCode(toBytes(word)[0] ?? 0)))
    .join("");
}

const ellipsis = "...";
const marks = ellipsis.length;

/** The part of the text from `offset` on that fits into `width`, with dots for what is left out. */
export function abbreviate(text: string, offset: number, width: number): string {
  if (width < marks + 1 || text.length <= width) return text.length <= width ? text : "";
  const latest = text.length - (width - marks);
  const start = Math.min(offset, text.length) >= latest ? latest : offset;
  if (start <= marks + 1) return text.slice(0, width - marks) + ellipsis;
  if (start + width - marks < text.length) return ellipsis + abbreviate(text.slice(start), 0, width - marks);
  return ellipsis + text.slice(latest);
}

export interface WrapOptions {
  readonly width: number;
  readonly newline: string;
  /** Whether words longer than the width are cut. */
  readonly breaksWords: boolean;
}

/** Breaks a text into lines at its spaces. */
export function wrap(text: string, options: WrapOptions): string {
  const width = Math.max(options.width, 1);
  const lines: string[] = [];
  let at = 0;
  while (text.length - at > width) {
    if (text[at] === " ") {
      at++;
      continue;
    }
    const end = lineEnd(text, at, { ...options, width });
    if (end === undefined) break;
    lines.push(text.slice(at, end.stop));
    at = end.next;
  }
  return [...lines, text.slice(at)].join(options.newline);
}

/** Where the line that starts at `at` ends and the next one starts; undefined when it takes the rest. */
function lineEnd(
  text: string,
  at: number,
  { width, breaksWords }: WrapOptions,
): { stop: number; next: number } | undefined {
  const before = text.lastIndexOf(" ", at + width);
  if (before >= at) return { stop: before, next: before + 1 };
  if (breaksWords) return { stop: at + width, next: at + width };
  const after = text.indexOf(" ", at + width);
  return after < 0 ? undefined : { stop: after, next: after + 1 };
}
