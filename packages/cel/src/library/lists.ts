import { compareValues, equalValues } from "../values/equality.ts";
import { typeNameOf } from "../values/kinds.ts";
import { ListValue, listOf } from "../values/list.ts";
import { Duration, EvalError, noSuchOverload, Uint } from "../values/value.ts";
import type { Result, Value } from "../values/value.ts";
import { toDuration, toInt, toUint } from "./arithmetic.ts";
import { func, library, method } from "./define.ts";
import type { Library } from "./define.ts";

/** The first one is taken for the type of lists of which nothing is known. */
const ordered = ["int", "uint", "double", "bool", "duration", "timestamp", "string", "bytes"] as const;

/** Whether every item is at least as large as the one before; items without an order stand anywhere. */
function isSorted(list: ListValue): boolean {
  for (let index = 1; index < list.size; index += 1) {
    if ((compareValues(list.at(index - 1), list.at(index)) ?? 0) > 0) return false;
  }
  return true;
}

function extreme(list: ListValue, sign: 1 | -1): Result {
  let found: Value | undefined;
  for (const item of list) {
    if (found === undefined || sign * (compareValues(item, found) ?? 0) > 0) found = item;
  }
  return found === undefined ? new EvalError(`${sign > 0 ? "max" : "min"} called on empty list`) : found;
}

/** Adds up items, which may turn out not to be of the type that they should be. */
function sumOf<T extends Value>(zero: T, isItem: (value: Value) => value is T, add: (a: T, b: T) => T | EvalError) {
  return (list: ListValue): T | EvalError => {
    let total = zero;
    for (const item of list) {
      const next = isItem(item) ? add(total, item) : noSuchOverload;
      if (next instanceof EvalError) return next;
      total = next;
    }
    return total;
  };
}

const sumOfInts = sumOf<bigint>(
  0n,
  (value) => typeof value === "bigint",
  (a, b) => toInt(a + b),
);
const sumOfUints = sumOf<Uint>(
  new Uint(0n),
  (value) => value instanceof Uint,
  (a, b) => toUint(a.value + b.value),
);
const sumOfDoubles = sumOf<number>(
  0,
  (value) => typeof value === "number",
  (a, b) => a + b,
);
const sumOfDurations = sumOf<Duration>(
  new Duration(0n),
  (value) => value instanceof Duration,
  (a, b) => toDuration(a.nanos + b.nanos),
);

function indexOf(list: ListValue, item: Value): bigint {
  for (let index = 0; index < list.size; index += 1) if (equalValues(list.at(index), item)) return BigInt(index);
  return -1n;
}

function lastIndexOf(list: ListValue, item: Value): bigint {
  for (let index = list.size - 1; index >= 0; index -= 1) if (equalValues(list.at(index), item)) return BigInt(index);
  return -1n;
}

/** Kubernetes' functions on lists. */
export const kubernetesLists: Library = library({
  isSorted: Object.fromEntries(
    ordered.map((type) => [`list_${type}_is_sorted_bool`, method([`list(${type})`], "bool", isSorted)]),
  ),
  min: Object.fromEntries(
    ordered.map((type) => [`list_${type}_min_${type}`, extremeMethod(type, (list) => extreme(list, -1))]),
  ),
  max: Object.fromEntries(
    ordered.map((type) => [`list_${type}_max_${type}`, extremeMethod(type, (list) => extreme(list, 1))]),
  ),
  sum: {
    list_int_sum_int: method(["list(int)"], "int", sumOfInts),
    list_uint_sum_uint: method(["list(uint)"], "uint", sumOfUints),
    list_double_sum_double: method(["list(double)"], "double", sumOfDoubles),
    list_duration_sum_duration: method(["list(duration)"], "duration", sumOfDurations),
  },
  indexOf: { list_a_index_of_int: method(["list(<A>)", "<A>"], "int", indexOf) },
  lastIndexOf: { list_a_last_index_of_int: method(["list(<A>)", "<A>"], "int", lastIndexOf) },
});

function extremeMethod(type: string, find: (list: ListValue) => Result): ReturnType<typeof method> {
  return method([`list(${type})`], type as "<T>", find);
}

function slice(list: ListValue, start: bigint, end: bigint): ListValue | EvalError {
  const problem = (why: string): EvalError => new EvalError(`cannot slice(${start}, ${end}), ${why}`);
  if (start < 0n || end < 0n) return problem("negative indexes not supported");
  if (start > end) return problem("start index must be less than or equal to end index");
  if (BigInt(list.size) < end) return problem(`list is length ${list.size}`);
  return listOf(Array.from({ length: Number(end - start) }, (_, index) => list.at(Number(start) + index)));
}

function distinct(list: ListValue): ListValue {
  const found: Value[] = [];
  for (const item of list) if (!found.some((known) => equalValues(known, item))) found.push(item);
  return listOf(found);
}

function flatten(list: ListValue, depth: bigint): readonly Value[] {
  const items: Value[] = [];
  for (const item of list) {
    if (item instanceof ListValue && depth > 0n) items.push(...flatten(item, depth - 1n));
    else items.push(item);
  }
  return items;
}

function flattenTo(list: ListValue, depth: bigint): ListValue | EvalError {
  return depth < 0n ? new EvalError("level must be non-negative") : listOf(flatten(list, depth));
}

/** Sorts items by keys that belong to them. */
function sortByKeys(items: ListValue, keys: ListValue): ListValue | EvalError {
  if (items.size !== keys.size) {
    return new EvalError("@sortByAssociatedKeys() expected a list of the same size as the associated keys list");
  }
  const [first] = keys;
  const type = first === undefined ? undefined : typeNameOf(first);
  for (const key of keys) if (typeNameOf(key) !== type) return new EvalError("list elements must have the same type");
  if (first !== undefined && compareValues(first, first) === undefined) {
    return new EvalError("list elements must be comparable");
  }
  const pairs = [...items].map((item, index) => ({ item, key: keys.at(index) }));
  return listOf(pairs.toSorted((a, b) => compareValues(a.key, b.key) ?? 0).map(({ item }) => item));
}

const maxRange = 1_000_000n;

function range(size: bigint): ListValue | EvalError {
  if (size > maxRange) return new EvalError(`lists.range: size ${size} is more than ${maxRange}`);
  return listOf(Array.from({ length: Math.max(0, Number(size)) }, (_, index) => BigInt(index)));
}

/** cel-go names the overloads for times by the long names of their types. */
function longName(type: string): string {
  if (type === "duration") return "google.protobuf.Duration";
  return type === "timestamp" ? "google.protobuf.Timestamp" : type;
}

/** cel-go's functions on lists. */
export const lists: Library = library({
  distinct: { list_distinct: method(["list(<T>)"], "list(<T>)", distinct) },
  flatten: {
    list_flatten: method(["list(list(<T>))"], "list(<T>)", (list) => listOf(flatten(list, 1n))),
    list_flatten_int: method(["list(dyn)", "int"], "list(dyn)", flattenTo),
  },
  reverse: { list_reverse: method(["list(<T>)"], "list(<T>)", (list) => listOf([...list].toReversed())) },
  slice: { list_slice: method(["list(<T>)", "int", "int"], "list(<T>)", slice) },
  sort: Object.fromEntries(
    ordered.map((type) => [
      `list_${longName(type)}_sort`,
      method([`list(${type})`], `list(${type})`, (list) => sortByKeys(list, list)),
    ]),
  ),
  "@sortByAssociatedKeys": Object.fromEntries(
    ordered.map((type) => [
      `list_${longName(type)}_sortByAssociatedKeys`,
      method(["list(<T>)", `list(${type})`], "list(<T>)", sortByKeys),
    ]),
  ),
  "lists.range": { lists_range: func(["int"], "list(int)", range) },
});
