import { isOpaque, typeNameOf } from "./kinds.ts";
import { ListValue } from "./list.ts";
import { MapValue } from "./map.ts";
import { charactersOf } from "./text.ts";
import { Duration, OptionalValue, Timestamp, TypeValue, Uint } from "./value.ts";
import type { Value } from "./value.ts";

/** Whether two values are equal: numbers by value whatever their type; values of other different types are not. */
export function equalValues(a: Value, b: Value): boolean {
  if (a === b) return true;
  const left = numeric(a);
  const right = numeric(b);
  // eslint-disable-next-line eqeqeq -- bigint and number compare by value
  if (left !== undefined && right !== undefined) return left == right;
  if (a instanceof ListValue) return b instanceof ListValue && equalLists(a, b);
  if (a instanceof MapValue) return b instanceof MapValue && equalMaps(a, b);
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0;
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanos === b.nanos;
  if (a instanceof Duration) return b instanceof Duration && a.nanos === b.nanos;
  if (a instanceof TypeValue) return b instanceof TypeValue && a.name === b.name;
  if (a instanceof OptionalValue) return b instanceof OptionalValue && equalOptionals(a.value, b.value);
  return isOpaque(a) && isOpaque(b) && a.typeName === b.typeName && a.equals(b);
}

function equalLists(a: ListValue, b: ListValue): boolean {
  if (a.isEqualTo !== undefined) return a.isEqualTo(b);
  if (a.size !== b.size) return false;
  for (let index = 0; index < a.size; index += 1) if (!equalValues(a.at(index), b.at(index))) return false;
  return true;
}

function equalMaps(a: MapValue, b: MapValue): boolean {
  if (a.size !== b.size || a.unseenEquals?.(b) === false) return false;
  for (const key of a.keys()) {
    const left = a.get(key);
    const right = b.get(key);
    if (left === undefined || right === undefined || !equalValues(left, right)) return false;
  }
  return true;
}

function equalOptionals(a: Value | undefined, b: Value | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalValues(a, b);
}

/** The value of a number, to be compared with `==` and `<`; undefined for what is none. */
function numeric(value: Value): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  return value instanceof Uint ? value.value : undefined;
}

/** Less than, equal or more than 0; NaN for a double that is none; undefined for values that have no order. */
export function compareValues(a: Value, b: Value): number | undefined {
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) return compareNumbers(left, right);
  if (typeNameOf(a) !== typeNameOf(b)) return undefined;
  if (typeof a === "string") return compareText(a, b as string);
  if (typeof a === "boolean") return Number(a) - Number(b);
  if (a instanceof Uint8Array) return compareBytes(a, b as Uint8Array);
  if (a instanceof Timestamp || a instanceof Duration) return compareNumbers(a.nanos, (b as Timestamp).nanos);
  return undefined;
}

/** cel-go compares an integer with a double as doubles, which may lose digits. */
function compareNumbers(left: number | bigint, right: number | bigint): number {
  const [a, b] = typeof left === typeof right ? [left, right] : [Number(left), Number(right)];
  if (a < b) return -1;
  if (a > b) return 1;
  return Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : 0;
}

const surrogate = /[\ud800-\udfff]/;

/** Order by code points; that of JavaScript is by UTF-16 units, which differs above U+FFFF. */
export function compareText(a: string, b: string): number {
  if (!surrogate.test(a) && !surrogate.test(b)) return a < b ? -1 : Number(a > b);
  const left = charactersOf(a);
  const right = charactersOf(b);
  for (let index = 0; index < Math.min(left.length, right.length); index += 1) {
    const difference = (left[index]?.codePointAt(0) ?? 0) - (right[index]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
