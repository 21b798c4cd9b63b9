import { Uint } from "../values/value.ts";
import { isInt, isUint } from "../values/integers.ts";

/** What a literal says, or why it says nothing. */
export type Reading<T> = { readonly value: T } | { readonly problem: string };

export function readInt(text: string): Reading<bigint> {
  const value = parseInteger(text);
  return isInt(value) ? { value } : { problem: "invalid int literal" };
}

export function readUint(text: string): Reading<Uint> {
  const value = parseInteger(text.slice(0, -1));
  return isUint(value) ? { value: new Uint(value) } : { problem: "invalid uint literal" };
}

export function readDouble(text: string): Reading<number> {
  const value = Number(text);
  return Number.isFinite(value) ? { value } : { problem: "invalid double literal" };
}

function parseInteger(text: string): bigint {
  return text.startsWith("-") ? -BigInt(text.slice(1)) : BigInt(text);
}

export function readString(text: string): Reading<string> {
  const { raw, body } = unquote(text);
  if (raw) return { value: body };
  const parts: string[] = [];
  for (const part of body.matchAll(piece)) {
    const code = codeOf(part[0]);
    if (code === undefined) parts.push(part[0]);
    else if (isCodePoint(code)) parts.push(String.fromCodePoint(code));
    else return { problem: "invalid unicode code point" };
  }
  return { value: parts.join("") };
}

export function readBytes(text: string): Reading<Uint8Array> {
  const { raw, body } = unquote(text.slice(1));
  const encoder = new TextEncoder();
  if (raw) return { value: encoder.encode(body) };
  const bytes: number[] = [];
  for (const part of body.matchAll(piece)) {
    if (/^\\[uU]/.test(part[0])) return { problem: "unable to unescape string" };
    const code = codeOf(part[0]);
    if (code === undefined) bytes.push(...encoder.encode(part[0]));
    else bytes.push(code);
  }
  return { value: Uint8Array.from(bytes) };
}

function unquote(text: string): { raw: boolean; body: string } {
  const raw = /^[rR]/.test(text);
  const quoted = raw ? text.slice(1) : text;
  const width = quoted.length >= 6 && /^("""|''')/.test(quoted) ? 3 : 1;
  return { raw, body: quoted.slice(width, -width).replaceAll(/\r\n?/g, "\n") };
}

/** An escape sequence, or one character. */
const piece = /\\(?:[xX][\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-3][0-7]{2}|.)|[^\\]/gsu;

const named: ReadonlyMap<string, number> = new Map([
  ["a", 7],
  ["b", 8],
  ["t", 9],
  ["n", 10],
  ["v", 11],
  ["f", 12],
  ["r", 13],
]);

/** The code that an escape sequence stands for; undefined when the text is none. */
function codeOf(text: string): number | undefined {
  if (!text.startsWith("\\")) return undefined;
  const letter = text.charAt(1);
  if (/[xXuU]/.test(letter)) return Number.parseInt(text.slice(2), 16);
  if (/\d/.test(letter)) return Number.parseInt(text.slice(1), 8);
  return named.get(letter) ?? letter.charCodeAt(0);
}

function isCodePoint(code: number): boolean {
  return code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
}
