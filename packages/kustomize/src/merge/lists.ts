import type { JsonArray, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { scalarText } from "../resource/value.ts";
import type { KeyedMerge } from "./keyed.ts";
import { isReplacement } from "./keyed.ts";
import { mergeMultiKeyLists } from "./multi-key.ts";

/**
 * Merges two lists of maps whose items are told apart by one or more keys.
 *
 * With new items first, items come in the order of the patch and then those it does not name.
 */
export function mergeKeyedLists(target: JsonArray, patch: JsonArray, merge: KeyedMerge): JsonArray {
  const keys = usedKeys([...target, ...patch], merge.keys);
  // An item without its key is told apart by less than all keys, too.
  const result =
    keys.length > 1 || [...target, ...patch].some((item) => !hasKey(item, keys[0] ?? ""))
      ? mergeMultiKeyLists(target, patch, { ...merge, keys })
      : mergeByKey(target, patch, keys[0] ?? "", merge);
  return sameItems(target, result) ? target : result;
}

function hasKey(item: JsonValue, key: string): boolean {
  return isJsonObject(item) && scalarText(getOwn(item, key)) !== "";
}

/** Keys that no item has do not count. */
export function usedKeys(items: JsonArray, keys: readonly string[]): readonly string[] {
  const used = keys.filter((key) => items.some((item) => hasKey(item, key)));
  return used.length === 0 ? keys : used;
}

function mergeByKey(target: JsonArray, patch: JsonArray, key: string, merge: KeyedMerge): JsonArray {
  const existing = indexItems(target, key);
  const changes = indexItems(patch, key);
  const merged: JsonValue[] = [];
  for (const value of unionKeys(existing, changes, merge.newItems)) {
    const result = mergeItem(existing.get(value), changes.get(value), merge);
    if (result !== undefined) merged.push(result);
  }
  return merged;
}

function mergeItem(
  items: JsonArray | undefined,
  changes: JsonArray | undefined,
  { mergeItems, newItems }: KeyedMerge,
): JsonValue | undefined {
  const item = items?.[0];
  const change = changes?.[0];
  // Putting new items first writes the items that were there over merged ones, which undoes a replacement.
  if (newItems === "first" && item !== undefined && item !== change && isReplacement(change)) return items?.at(-1);
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

function indexItems(items: JsonArray, key: string): Map<string, JsonArray> {
  const index = new Map<string, JsonValue[]>();
  for (const item of items) {
    const value = isJsonObject(item) ? scalarText(getOwn(item, key)) : "";
    const entry = index.get(value);
    if (entry) entry.push(item);
    else index.set(value, [item]);
  }
  return index;
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

function sameItems(a: JsonArray, b: JsonArray): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
