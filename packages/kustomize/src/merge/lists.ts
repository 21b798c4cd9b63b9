import type { JsonArray, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { scalarText } from "../resource/value.ts";

export interface KeyedMerge {
  readonly keys: readonly string[];
  readonly newItems: "first" | "last";
  mergeItems(item: JsonValue | undefined, change: JsonValue | undefined): JsonValue | undefined;
}

/**
 * Merges two lists of maps whose items are told apart by one or more keys.
 *
 * The order is kyaml's. With new items first and one key, items come in the order of the patch and then those it does
 * not name; with several keys all items that were there follow the new ones in their own order.
 */
export function mergeKeyedLists(target: JsonArray, patch: JsonArray, merge: KeyedMerge): JsonArray {
  const existing = indexItems(target, merge.keys);
  const changes = indexItems(patch, merge.keys);
  const merged = new Map<string, JsonValue>();
  for (const key of unionKeys(existing, changes, merge.newItems)) {
    const result = mergeItem(existing.get(key), changes.get(key), merge);
    if (result !== undefined) merged.set(key, result);
  }
  const movesExisting = merge.newItems === "first" && merge.keys.length > 1;
  if (movesExisting) for (const key of existing.keys()) moveToEnd(merged, key);
  const result = [...merged.values()];
  return sameItems(target, result) ? target : result;
}

function mergeItem(
  items: JsonArray | undefined,
  changes: JsonArray | undefined,
  { mergeItems, newItems }: KeyedMerge,
): JsonValue | undefined {
  const item = items?.[0];
  const change = changes?.[0];
  // Putting new items first writes the items that were there over merged ones, which undoes a replacement.
  const replaced = newItems === "first" && isJsonObject(change) && getOwn(change, "$patch") === "replace";
  if (replaced && item !== undefined) return items?.at(-1);
  const result = mergeItems(item, change);
  // ... and lets the last of several items with the same key win, which the change has not reached.
  const isRepeated = items !== undefined && items.length > 1;
  return isRepeated && result !== undefined && newItems === "first" ? items.at(-1) : result;
}

/** The union of two lists of scalars. */
export function mergeScalarLists(target: JsonArray, patch: JsonArray, newItems: "first" | "last"): JsonArray {
  const [head, tail] = newItems === "first" ? [patch, target] : [target, patch];
  const seen = new Map<string, JsonValue>();
  for (const item of [...head, ...tail]) if (!seen.has(scalarText(item))) seen.set(scalarText(item), item);
  const result = [...seen.values()];
  return sameItems(target, result) ? target : result;
}

const wellKnownKeys = ["mountPath", "devicePath", "ip", "type", "topologyKey", "name", "containerPort"];

/** The well-known key that every item of a list has. */
export function inferredKey(items: JsonArray): string | undefined {
  if (items.length === 0) return undefined;
  return wellKnownKeys.find((key) => items.every((item) => isJsonObject(item) && Object.hasOwn(item, key)));
}

function indexItems(items: JsonArray, keys: readonly string[]): Map<string, JsonArray> {
  const index = new Map<string, JsonValue[]>();
  for (const item of items) {
    const key = keyOf(item, keys);
    const entry = index.get(key);
    if (entry) entry.push(item);
    else index.set(key, [item]);
  }
  return index;
}

function keyOf(item: JsonValue, keys: readonly string[]): string {
  const values = keys.map((key) => (isJsonObject(item) ? scalarText(getOwn(item, key)) : ""));
  return values.join("\u0000");
}

function unionKeys(
  existing: ReadonlyMap<string, unknown>,
  changes: ReadonlyMap<string, unknown>,
  newItems: "first" | "last",
): Set<string> {
  return newItems === "first"
    ? new Set([...changes.keys(), ...existing.keys()])
    : new Set([...existing.keys(), ...changes.keys()]);
}

function moveToEnd(items: Map<string, JsonValue>, key: string): void {
  const item = items.get(key);
  if (item === undefined) return;
  items.delete(key);
  items.set(key, item);
}

function sameItems(a: JsonArray, b: JsonArray): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
