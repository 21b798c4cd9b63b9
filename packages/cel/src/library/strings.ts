import { listOf } from "../values/list.ts";
import type { ListValue } from "../values/list.ts";
import { charactersOf, codePoints, lengthOf } from "../values/text.ts";
import { EvalError } from "../values/value.ts";
import { func, library, method } from "./define.ts";
import type { Library } from "./define.ts";
import { formatText } from "./format.ts";
import type { FormatStyle } from "./format.ts";
import { quote } from "./quote.ts";

function outOfRange(index: bigint): EvalError {
  return new EvalError(`index out of range: ${index}`);
}

function charAt(text: string, index: bigint): string | EvalError {
  const characters = codePoints(text);
  if (index < 0n || index > BigInt(characters.length)) return outOfRange(index);
  return characters.slice(Number(index), Number(index) + 1);
}

function substring(text: string, start: bigint, end?: bigint): string | EvalError {
  const characters = codePoints(text);
  const size = BigInt(characters.length);
  const stop = end ?? size;
  if (start > stop && end !== undefined) {
    return new EvalError(`invalid substring range. start: ${start}, end: ${end}`);
  }
  if (start < 0n || start > size) return outOfRange(start);
  return stop > size ? outOfRange(stop) : characters.slice(Number(start), Number(stop));
}

/** The index of a text in code points, where the index in UTF-16 units is known. */
function indexAt(text: string, unit: number): bigint {
  return unit < 0 ? -1n : BigInt(lengthOf(text.slice(0, unit)));
}

function indexOf(text: string, part: string, from = 0n): bigint | EvalError {
  const characters = codePoints(text);
  if (from < 0n) return outOfRange(from);
  if (part === "") return from > BigInt(characters.length) ? BigInt(characters.length) : from;
  if (from > BigInt(characters.length)) return -1n;
  const before = characters.slice(0, Number(from));
  return indexAt(text, text.indexOf(part, before.length));
}

function lastIndexOf(text: string, part: string, from?: bigint): bigint | EvalError {
  if (from === undefined) return indexAt(text, text.lastIndexOf(part));
  const characters = codePoints(text);
  if (from < 0n) return outOfRange(from);
  if (part === "") return from > BigInt(characters.length) ? BigInt(characters.length) : from;
  if (from >= BigInt(characters.length)) return -1n;
  const before = characters.slice(0, Number(from));
  return indexAt(text, text.lastIndexOf(part, before.length));
}

/** Cuts a text into at most so many pieces; the last one keeps the rest. */
function separate(text: string, separator: string, limit: bigint): readonly string[] {
  if (limit === 0n) return [];
  if (separator === "") return separateCharacters(text, limit);
  const pieces = text.split(separator);
  if (limit < 0n || BigInt(pieces.length) <= limit) return pieces;
  const head = pieces.slice(0, Number(limit) - 1);
  return [...head, pieces.slice(Number(limit) - 1).join(separator)];
}

function separateCharacters(text: string, limit: bigint): readonly string[] {
  const characters = charactersOf(text);
  if (limit < 0n || BigInt(characters.length) <= limit) return characters;
  const head = characters.slice(0, Number(limit) - 1);
  return [...head, characters.slice(Number(limit) - 1).join("")];
}

/** Replaces the first occurrences, or all when the number is negative. Between all characters there is an empty text. */
function replace(text: string, part: string, by: string, count: bigint): string {
  if (part !== "") return separate(text, part, count < 0n ? count : count + 1n).join(by);
  const characters = charactersOf(text);
  const places = count < 0n ? characters.length + 1 : Math.min(Number(count), characters.length + 1);
  const filled = characters.map((character, index) => (index < places ? by + character : character)).join("");
  return places > characters.length ? filled + by : filled;
}

function join(list: ListValue, separator = ""): string | EvalError {
  const parts: string[] = [];
  for (const item of list) {
    if (typeof item !== "string") return new EvalError("no such overload");
    parts.push(item);
  }
  return parts.join(separator);
}

/** What Go's `unicode.IsSpace` takes for white space. */
const outerSpace =
  /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;

/** The functions on text that the specification has. */
export const standardStrings = library({
  contains: { contains_string: method(["string", "string"], "bool", (text, part) => text.includes(part)) },
  startsWith: { starts_with_string: method(["string", "string"], "bool", (text, part) => text.startsWith(part)) },
  endsWith: { ends_with_string: method(["string", "string"], "bool", (text, part) => text.endsWith(part)) },
});

/** The functions on text of cel-go's extension. */
export function strings(style: FormatStyle): Library {
  return library({
    charAt: { string_char_at_int: method(["string", "int"], "string", charAt) },
    format: {
      string_format: method(["string", "list(dyn)"], "string", (text, args) => formatText(text, args, style)),
    },
    indexOf: {
      string_index_of_string: method(["string", "string"], "int", (text, part) => indexOf(text, part)),
      string_index_of_string_int: method(["string", "string", "int"], "int", indexOf),
    },
    lastIndexOf: {
      string_last_index_of_string: method(["string", "string"], "int", (text, part) => lastIndexOf(text, part)),
      string_last_index_of_string_int: method(["string", "string", "int"], "int", lastIndexOf),
    },
    join: {
      list_join: method(["list(string)"], "string", (list) => join(list)),
      list_join_string: method(["list(string)", "string"], "string", join),
    },
    lowerAscii: {
      string_lower_ascii: method(["string"], "string", (text) =>
        text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()),
      ),
    },
    upperAscii: {
      string_upper_ascii: method(["string"], "string", (text) =>
        text.replaceAll(/[a-z]+/g, (letters) => letters.toUpperCase()),
      ),
    },
    replace: {
      string_replace_string_string: method(["string", "string", "string"], "string", (text, part, by) =>
        replace(text, part, by, -1n),
      ),
      string_replace_string_string_int: method(["string", "string", "string", "int"], "string", replace),
    },
    split: {
      string_split_string: method(["string", "string"], "list(string)", (text, separator) =>
        listOf(separate(text, separator, -1n)),
      ),
      string_split_string_int: method(["string", "string", "int"], "list(string)", (text, separator, limit) =>
        listOf(separate(text, separator, limit)),
      ),
    },
    substring: {
      string_substring_int: method(["string", "int"], "string", (text, start) => substring(text, start)),
      string_substring_int_int: method(["string", "int", "int"], "string", substring),
    },
    trim: { string_trim: method(["string"], "string", (text) => text.replaceAll(outerSpace, "")) },
    "strings.quote": { strings_quote: func(["string"], "string", quote) },
  });
}

/** What only later versions of the extension have. */
export const laterStrings = library({
  reverse: { string_reverse: method(["string"], "string", (text) => charactersOf(text).toReversed().join("")) },
});
