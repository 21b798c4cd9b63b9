import { toBytes } from "../values/utf8.ts";

const shortEscapes: { readonly [character: string]: string } = {
  "\x07": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  "\\": "\\\\",
};

const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** Whether Go prints the character as it is in quoted text. */
export function isPrintable(character: string): boolean {
  return printable.test(character);
}

export interface QuoteOptions {
  /** Escapes everything that is not ASCII. */
  readonly ascii?: boolean;
}

/** The text in double quotes, as Go's `strconv.Quote` prints it. */
export function quote(text: string, options: QuoteOptions = {}): string {
  return quoteWith(text, '"', options);
}

/** A character in single quotes. */
export function quoteCharacter(character: string, options: QuoteOptions = {}): string {
  return quoteWith(character, "'", options);
}

function quoteWith(text: string, mark: string, { ascii = false }: QuoteOptions): string {
  let quoted = mark;
  for (const character of text) quoted += character === mark ? `\\${mark}` : escapeCharacter(character, ascii);
  return quoted + mark;
}

function escapeCharacter(character: string, ascii: boolean): string {
  if (character >= " " && character <= "~" && character !== "\\") return character;
  const short = shortEscapes[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) as number;
  if (!character.isWellFormed()) return toHex("\\x", toBytes(character)[0] as number, 2);
  if (!ascii && isPrintable(character)) return character;
  if (code < 0x20 || code === 0x7f) return toHex("\\x", code, 2);
  return code < 0x10000 ? toHex("\\u", code, 4) : toHex("\\U", code, 8);
}

function toHex(prefix: string, code: number, width: number): string {
  return prefix + code.toString(16).padStart(width, "0");
}

/** Whether the text can stand between backquotes unchanged. */
export function canBackquote(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  return text.isWellFormed() && !/[\x00-\x08\x0a-\x1f`\x7f\ufeff]/.test(text);
}
