import { canonicalJson, getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { PatchError } from "./errors.ts";
import { formatGoValue } from "./go-format.ts";

export interface KeyedMerge {
  readonly mergeKey: string;
  /** The item that results from a change; `old` is undefined for a new item. */
  readonly merge: (old: JsonObject | undefined, change: JsonObject) => JsonObject;
}

/** Merges a list whose items are told apart by a key. */
export function mergeByKey(
  original: readonly JsonObject[],
  changes: readonly JsonObject[],
  { mergeKey, merge }: KeyedMerge,
): JsonArray {
  const merged: JsonObject[] = [...original];
  const places = new Map<string, number>();
  original.forEach((item, index) => {
    const key = getOwn(item, mergeKey);
    if (key !== undefined && !places.has(canonicalJson(key))) places.set(canonicalJson(key), index);
  });
  for (const change of changes) {
    const key = identify(change, mergeKey);
    const place = places.get(key);
    const item = merge(place === undefined ? undefined : merged[place], change);
    if (place === undefined) places.set(key, merged.push(item) - 1);
    else merged[place] = item;
  }
  return orderElements(merged, { order: changes, original, mergeKey });
}

/** Merges a list of scalars as a set. */
export function mergeScalars(original: JsonArray, patch: JsonArray): JsonArray {
  const merged = new Map<string, JsonValue>();
  for (const item of [...original, ...patch]) {
    const key = canonicalJson(item);
    if (!merged.has(key)) merged.set(key, item);
  }
  return orderElements([...merged.values()], { order: patch, original, mergeKey: undefined });
}

export interface ElementOrder {
  /** Items in the order wished for: of the patch, or of `$setElementOrder`. */
  readonly order: JsonArray;
  /** The list before the patch; keeps the order of items the patch does not speak of. */
  readonly original: JsonArray;
  readonly mergeKey: string | undefined;
}

/**
 * Puts the items of a merged list into the server's order: items of the patch in the order of the patch, the others
 * in their old order, and of two such items the other one first only where it stood first in the old list.
 */
export function orderElements(list: JsonArray, { order, original, mergeKey }: ElementOrder): JsonArray {
  const wished = indexItems(order, mergeKey);
  const before = indexItems(original, mergeKey);
  const keyed = list.map((item) => ({ item, key: identify(item, mergeKey) }));
  const ours = keyed.filter(({ key }) => wished.has(key)).sort((a, b) => rank(wished, a.key) - rank(wished, b.key));
  const others = keyed.filter(({ key }) => !wished.has(key)).sort((a, b) => rank(before, a.key) - rank(before, b.key));
  const result: JsonValue[] = [];
  let next = 0;
  for (const other of others) {
    for (; next < ours.length; next++) {
      const own = ours[next] as (typeof ours)[number];
      if (standsBefore(before, other.key, own.key)) break;
      result.push(own.item);
    }
    result.push(other.item);
  }
  return [...result, ...ours.slice(next).map(({ item }) => item)];
}

function standsBefore(places: ReadonlyMap<string, number>, a: string, b: string): boolean {
  return places.has(a) && places.has(b) && rank(places, a) < rank(places, b);
}

function rank(places: ReadonlyMap<string, number>, key: string): number {
  return places.get(key) ?? Infinity;
}

function indexItems(items: JsonArray, mergeKey: string | undefined): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  items.forEach((item, index) => {
    const key = identify(item, mergeKey);
    if (!places.has(key)) places.set(key, index);
  });
  return places;
}

function identify(item: JsonValue, mergeKey: string | undefined): string {
  if (mergeKey === undefined) return canonicalJson(item);
  const key = isJsonObject(item) ? getOwn(item, mergeKey) : undefined;
  if (key !== undefined) return canonicalJson(key);
  throw new PatchError("missing", `map: ${formatGoValue(item)} does not contain declared merge key: ${mergeKey}`);
}

/** Checks that `$setElementOrder` names every changed item, in the order of the changes. */
export function checkElementOrder(changes: JsonArray, order: JsonArray, mergeKey: string | undefined): void {
  const present = changes.filter((item) => !(isJsonObject(item) && getOwn(item, "$patch") === "delete"));
  let next = 0;
  for (const wished of order) {
    const change = present[next];
    if (change === undefined) return;
    if (identify(change, mergeKey) === identify(wished, mergeKey)) next++;
  }
  if (next === present.length) return;
  throw new PatchError(
    "malformed",
    `The order in patch list:\n${formatGoValue(changes)}\n doesn't match $setElementOrder list:\n${formatGoValue(order)}\n`,
  );
}
