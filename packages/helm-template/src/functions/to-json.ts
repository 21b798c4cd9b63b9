import {
  formatFloat,
  FuncError,
  integerOf,
  isNilOrUnmade,
  JsonNumber,
  listOf,
  sortedKeys,
  typeOf,
} from "@flux-ts/go-template";
import type { Value, ValueMap } from "@flux-ts/go-template";
import { GoTime } from "../time/go-time.ts";
import { toText } from "./cast.ts";
import { toBase64 } from "./encoding.ts";
import { GoVersion } from "./semver.ts";

export interface JsonOptions {
  /** Whether `<`, `>` and `&` are escaped. @default true */
  readonly escapesHtml?: boolean;
  /** Written once per level; without it everything stands on one line. */
  readonly indent?: string;
}

const maxDepth = 1000;

/** The value as Go's `encoding/json` prints it: keys in order, floats with as few digits as they need. */
export function toJson(value: Value, options: JsonOptions = {}): string {
  return print(value, options, "\n", 0);
}

function print(value: Value, options: JsonOptions, lineBreak: string, depth: number): string {
  if (depth > maxDepth) throw new FuncError("json: unsupported value: encountered a cycle");
  if (isNilOrUnmade(value)) return "null";
  const scalar = printScalar(value, options);
  if (scalar !== undefined) return scalar;
  const inner = lineBreak + (options.indent ?? "");
  const { json } = typeOf(value);
  if (json !== undefined) return print(json(value), options, lineBreak, depth);
  const nested = (item: Value) => print(item, options, inner, depth + 1);
  const list = listOf(value);
  const colon = options.indent === undefined ? ":" : ": ";
  const [open, close] = list === undefined ? ["{", "}"] : ["[", "]"];
  const items =
    list?.map(nested) ?? entriesOf(value).map(([key, item]) => printString(key, options) + colon + nested(item));
  if (items.length === 0) return open + close;
  if (options.indent === undefined) return open + items.join(",") + close;
  return open + inner + items.join(`,${inner}`) + lineBreak + close;
}

function printScalar(value: Value, options: JsonOptions): string | undefined {
  if (typeof value === "string") return printString(value, options);
  if (typeof value === "number") return printNumber(value);
  if (typeof value === "boolean") return String(value);
  if (value instanceof JsonNumber) return value.text === "" ? "0" : value.text;
  if (value instanceof GoTime) return `"${value.toJson()}"`;
  if (value instanceof GoVersion) return printString(toText(value), options);
  if (value instanceof Uint8Array) return `"${toBase64(value)}"`;
  const integer = integerOf(value);
  if (integer !== undefined) return integer.toString();
  const { kind, name } = typeOf(value);
  if (kind === "func" || kind === "complex128") throw new FuncError(`json: unsupported type: ${name}`);
  return undefined;
}

function entriesOf(value: Value): readonly (readonly [string, Value])[] {
  const map = value as ValueMap;
  const keys = typeOf(value).fields ?? sortedKeys(map);
  return keys.map((key) => [key, map[key]] as const);
}

/** An exponent is used below 1e-6 and from 1e21 on. */
function printNumber(value: number): string {
  if (!Number.isFinite(value)) throw new FuncError(`json: unsupported value: ${formatFloat(value)}`);
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-6 && size < 1e21)) return formatFloat(value, "f");
  return formatFloat(value, "e").replace(/e-0(\d)$/, "e-$1");
}

const shortEscapes: { readonly [character: string]: string } = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function printString(text: string, { escapesHtml = true }: JsonOptions): string {
  // A lone surrogate is a byte that is not UTF-8, which Go shows as its replacement.
  // oxlint-disable-next-line no-control-regex -- control characters are what JSON escapes
  const escaped = escapesHtml ? /["\\\x00-\x1f<>&\u2028\u2029\p{Cs}]/gu : /["\\\x00-\x1f\u2028\u2029\p{Cs}]/gu;
  return `"${text.replace(escaped, (character) => shortEscapes[character] ?? escapeCode(character))}"`;
}

function escapeCode(character: string): string {
  if (!character.isWellFormed()) return "\\ufffd";
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
