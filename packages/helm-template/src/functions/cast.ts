import {
  formatDefault,
  fromBytes,
  FuncError,
  Int,
  int,
  integerOf,
  isNil,
  JsonNumber,
  listOf,
  parseFloatText,
  parseIntegerText,
  stringOf,
  typeOf,
} from "@flux-ts/go-template";
import type { List, Value } from "@flux-ts/go-template";

const minInt64 = -(2n ** 63n);

/** The value as sprig's `int64` casts it: what is no number is 0. */
export function toInt64(value: Value): bigint {
  if (isNil(value)) return 0n;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number") return truncate(value);
  const integer = integerOf(value);
  if (integer !== undefined) return BigInt.asIntN(64, integer);
  const text = stringOf(value);
  return text === undefined ? 0n : parseInt64(text);
}

/** Floats out of range become the smallest integer, as processors have it. */
function truncate(value: number): bigint {
  if (!Number.isFinite(value) || value >= 2 ** 63 || value < -(2 ** 63)) return minInt64;
  return BigInt(Math.trunc(value));
}

/** Numbers as in Go's source, `0x10` and `010` included; a fraction of zeros is ignored. */
function parseInt64(text: string): bigint {
  const value = parseIntegerText(text.replace(/\.0+$/, ""));
  return value === undefined || value !== BigInt.asIntN(64, value) ? 0n : value;
}

/** The value as a number that fits where a count is wanted. */
export function toInt(value: Value): number {
  return Number(toInt64(value));
}

/** The value as sprig's `float64` casts it: what is no number is 0. */
export function toFloat64(value: Value): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const integer = integerOf(value);
  if (integer !== undefined) return Number(integer);
  const text = stringOf(value);
  return text === undefined ? 0 : parseFloat64(text);
}

function parseFloat64(text: string): number {
  if (/^[+-]?inf(inity)?$/i.test(text)) return text.startsWith("-") ? -Infinity : Infinity;
  if (/^nan$/i.test(text)) return Number.NaN;
  return parseFloatText(text) ?? 0;
}

/** The text of anything, as `toString` gives it. */
export function toText(value: Value): string {
  if (value instanceof Uint8Array) return fromBytes(value);
  return value === undefined ? "<nil>" : formatDefault(value);
}

/** The texts of a list without its nils; anything else is a list of itself. */
export function toTexts(value: Value): readonly string[] {
  if (isNil(value)) return [];
  const list = listOf(value);
  if (list === undefined) return [toText(value)];
  return list.filter((item) => !isNil(item)).map(toText);
}

/** Whether sprig finds nothing in the value: nil, zero, false, "" and what has no items. */
export function isEmpty(value: Value): boolean {
  if (isNil(value)) return true;
  if (typeof value === "string") return value === "";
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value === 0;
  if (typeof value === "bigint") return value === 0n;
  if (value instanceof Int) return value.value === 0n;
  if (value instanceof JsonNumber) return value.text === "";
  const { kind } = typeOf(value);
  if (kind === "slice") return (value as List | Uint8Array).length === 0;
  return kind === "map" && Object.keys(value).length === 0;
}

/** What Go's panics say. */
export const nilDereference = "runtime error: invalid memory address or nil pointer dereference";

/** An `int` of what `toInt64` gives. */
export function castInt(value: Value): Value {
  return int(toInt64(value));
}

export function fail(text: string): never {
  throw new FuncError(text);
}
