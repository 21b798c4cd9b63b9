import {
  byteLength,
  func,
  param,
  quote,
  sliceBytes,
  stringsType,
  stringType,
  toBytes,
  mapOf,
  variadic,
  withType,
  isNil,
} from "@flux-ts/go-template";
import type { FuncMap, Run, Value, ValueMap } from "@flux-ts/go-template";
import { setOwn } from "@flux-ts/base";
import { fail, toText, toTexts } from "./cast.ts";
import { abbreviate, initials, swapCase, titleCase, uncapitalizeWords, wrap } from "./words.ts";
import { pascalCase, separatedCase } from "./case.ts";

const { any, int, string } = param;

/** A list whose type is `[]string`. */
export function strings(items: readonly string[]): Value {
  return withType([...items], stringsType);
}

function repeat(count: number, text: string, run: Run): string {
  if (count < 0) fail("strings: negative Repeat count");
  run.checkLength(count * text.length);
  return text.repeat(count);
}

function indent(spaces: number, text: string, run: Run): string {
  const pad = repeat(spaces, " ", run);
  run.checkLength(text.length + pad.length * (text.split("\n").length + 1));
  return pad + text.replaceAll("\n", `\n${pad}`);
}

function truncate(count: number, text: string): string {
  const length = byteLength(text);
  if (count < 0) return length + count > 0 ? sliceBytes(text, length + count) : text;
  return length > count ? sliceBytes(text, 0, count) : text;
}

function substring(start: number, end: number, text: string): string {
  const length = byteLength(text);
  if (start < 0)
    return end < 0 ? fail(`runtime error: slice bounds out of range [:${end}]`) : cut(text, 0, end, length);
  if (end < 0 || end > length) {
    if (start > length) fail(`runtime error: slice bounds out of range [${start}:${length}]`);
    return sliceBytes(text, start);
  }
  return cut(text, start, end, length);
}

function cut(text: string, start: number, end: number, length: number): string {
  if (end > length) fail(`runtime error: slice bounds out of range [:${end}] with length ${length}`);
  if (start > end) fail(`runtime error: slice bounds out of range [${start}:${end}]`);
  return sliceBytes(text, start, end);
}

/** Go's spaces: those of Unicode without the byte order mark. */
const trimmedSpace = /^[\s\u0085\ufeff]$/;

function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  const isSpace = (at: number) => trimmedSpace.test(text[at] ?? "") && text[at] !== "\ufeff";
  while (start < end && isSpace(start)) start++;
  while (end > start && isSpace(end - 1)) end--;
  return text.slice(start, end);
}

function trimCharacters(characters: string, text: string): string {
  const set = new Set(characters);
  const all = Array.from(text);
  let start = 0;
  let end = all.length;
  while (start < end && set.has(all[start] ?? "")) start++;
  while (end > start && set.has(all[end - 1] ?? "")) end--;
  return all.slice(start, end).join("");
}

/** Go splits at nothing into characters. */
function splitText(separator: string, text: string, limit = -1): readonly string[] {
  const parts = separator === "" ? Array.from(text) : text.split(separator);
  if (limit === 0) return [];
  if (limit < 0 || parts.length <= limit) return parts;
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)];
}

const stringMapType = mapOf(stringType);

/** The parts under the names `_0`, `_1` and so on. */
function numbered(parts: readonly string[]): Value {
  const map: ValueMap = {};
  parts.forEach((part, index) => setOwn<Value>(map, `_${index}`, part));
  return withType(map, stringMapType);
}

function joinQuoted(values: readonly Value[], quoteOne: (text: string) => string): string {
  return values
    .filter((value) => !isNil(value))
    .map((value) => quoteOne(toText(value)))
    .join(" ");
}

// oxlint-disable-next-line max-params -- the function has them in templates, and the run comes last
function replaceAll(old: string, replacement: string, text: string, run: Run): string {
  const places = old === "" ? text.length + 1 : text.split(old).length - 1;
  run.checkLength(text.length + places * (replacement.length - old.length));
  if (old !== "") return text.replaceAll(old, () => replacement);
  return replacement + Array.from(text, (character) => character + replacement).join("");
}

/** Go changes each character alone: no `ß` becomes two. */
function mapCharacters(text: string, change: (character: string) => string): string {
  return Array.from(text, (character) => {
    const changed = change(character);
    return Array.from(changed).length === 1 ? changed : character;
  }).join("");
}

const upper = (text: string) => mapCharacters(text, (character) => character.toUpperCase());
const lower = (text: string) => mapCharacters(text, (character) => Array.from(character.toLowerCase())[0] ?? "");

/** As in sprig bytes are taken for characters, so that texts that are not ASCII come out mangled. */
function withoutSpace(text: string): string {
  const characters = Array.from(toBytes(text), (byte) => String.fromCharCode(byte));
  return characters.filter((character) => !trimmedSpace.test(character)).join("");
}

const trimCutset = func([string, string], trimCharacters);

const texts: FuncMap = {
  trim: func([string], trimSpace),
  trimAll: trimCutset,
  trimall: trimCutset,
  trimSuffix: func([string, string], (suffix, text) =>
    text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text,
  ),
  trimPrefix: func([string, string], (prefix, text) => (text.startsWith(prefix) ? text.slice(prefix.length) : text)),
  upper: func([string], upper),
  lower: func([string], lower),
  repeat: func([int, string], repeat),
  substr: func([int, int, string], substring),
  trunc: func([int, string], truncate),
  contains: func([string, string], (part, text) => text.includes(part)),
  hasPrefix: func([string, string], (prefix, text) => text.startsWith(prefix)),
  hasSuffix: func([string, string], (suffix, text) => text.endsWith(suffix)),
  replace: func([string, string, string], replaceAll),
  indent: func([int, string], indent),
  nindent: func([int, string], (spaces, text, run) => `\n${indent(spaces, text, run)}`),
  plural: func([string, string, int], (one, many, count) => (count === 1 ? one : many)),
  nospace: func([string], withoutSpace),
  quote: variadic([], any, (values) => joinQuoted(values, (text) => quote(text))),
  squote: variadic([], any, (values) => joinQuoted(values, (text) => `'${text}'`)),
  cat: variadic([], any, (values) =>
    values
      .filter((value) => !isNil(value))
      .map(toText)
      .join(" "),
  ),
  toString: func([any], toText),
};

const words: FuncMap = {
  title: func([string], titleCase),
  untitle: func([string], uncapitalizeWords),
  swapcase: func([string], swapCase),
  initials: func([string], initials),
  abbrev: func([int, string], (width, text) => (width < 4 ? text : abbreviate(text, 0, width))),
  abbrevboth: func([int, int, string], (left, right, text) =>
    right < 4 || (left > 0 && right < 7) ? text : abbreviate(text, left, right),
  ),
  wrap: func([int, string], (width, text) => wrap(text, { width, newline: "\n", breaksWords: false })),
  wrapWith: func([int, string, string], (width, newline, text) => wrap(text, { width, newline, breaksWords: true })),
  camelcase: func([string], pascalCase),
  snakecase: func([string], (text) => separatedCase(text, "_")),
  kebabcase: func([string], (text) => separatedCase(text, "-")),
};

const lists: FuncMap = {
  split: func([string, string], (separator, text) => numbered(splitText(separator, text))),
  splitList: func([string, string], (separator, text) => strings(splitText(separator, text))),
  splitn: func([string, int, string], (separator, limit, text) => numbered(splitText(separator, text, limit))),
  join: func([string, any], (separator, list) => toTexts(list).join(separator)),
  toStrings: func([any], (list) => strings(toTexts(list))),
};

export const stringFunctions: FuncMap = { ...texts, ...words, ...lists };
