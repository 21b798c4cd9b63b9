import { isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";

/** Orders any two values: numbers, strings, booleans, lists, maps, null; within a kind by what they hold. */
export function compareValues(a: JsonValue, b: JsonValue): number {
  const byKind = rankOf(a) - rankOf(b);
  if (byKind !== 0) return byKind;
  if (Array.isArray(a)) return compareLists(a as JsonArray, b as JsonArray);
  if (isJsonObject(a)) return compareMaps(a, b as JsonObject);
  return compareScalars(a as boolean, b as boolean);
}

/** The order of two strings, numbers or booleans. */
export function compareScalars<T extends string | number | bigint | boolean | null>(a: T, b: T): number {
  if (a === b || a === null || b === null) return 0;
  return a < b ? -1 : a > b ? 1 : 0;
}

function rankOf(value: JsonValue): number {
  if (value === null) return 5;
  switch (typeof value) {
    case "number":
    case "bigint":
      return 0;
    case "string":
      return 1;
    case "boolean":
      return 2;
    default:
      return Array.isArray(value) ? 3 : 4;
  }
}

function compareLists(a: JsonArray, b: JsonArray): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const order = compareValues(a[index] as JsonValue, b[index] as JsonValue);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareMaps(a: JsonObject, b: JsonObject): number {
  return compareEntries(sortedEntries(a), sortedEntries(b));
}

function compareEntries(a: readonly Entry[], b: readonly Entry[]): number {
  for (const [index, [name, value]] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareScalars(name, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

type Entry = readonly [string, JsonValue];

function sortedEntries(value: JsonObject): Entry[] {
  return Object.entries(value).sort(([a], [b]) => compareScalars(a, b));
}
