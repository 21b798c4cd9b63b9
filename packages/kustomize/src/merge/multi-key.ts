import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { scalarText } from "../resource/value.ts";
import { splitDirective } from "./directive.ts";
import { isReplacement } from "./keyed.ts";
import type { KeyedMerge } from "./keyed.ts";

/** The values of an item's keys, `""` for one that it does not have. */
type Values = readonly string[];

/**
 * Merges lists whose items are told apart by several keys, of which some items have not all.
 *
 * This follows kyaml step by step, since people's output depends on it: a port without protocol in a patch is ignored
 * when any port of the same number has a protocol; one that was there takes the place of those before it.
 */
export function mergeMultiKeyLists(target: JsonArray, patch: JsonArray, merge: KeyedMerge): JsonArray {
  const { keys, newItems } = merge;
  // A list that is merged into itself, because it is new, loses its directives even where they have no effect.
  let existing: JsonArray = target === patch ? target.map((item) => withoutDirective(item)) : target;
  let merged: JsonArray = [];
  const sources = newItems === "first" ? [patch, target] : [target, patch];
  for (const values of distinctValues(sources, keys)) {
    const find = (items: JsonArray): JsonValue | undefined =>
      items.find((item) => sameValues(valuesOf(item, keys), values));
    const item = find(existing);
    const change = find(patch);
    const result = merge.mergeItems(item, change);
    if (result === undefined) {
      existing = setItem(existing, undefined, keys, values);
      continue;
    }
    merged = setItem(merged, result, keys, values);
    // The real tool changes items in place: the list that was there sees the change as well, but not a replacement.
    if (isReplacement(change)) continue;
    existing = existing.map((each) => (each === item ? result : each));
  }
  return newItems === "first" ? appendItems(merged, existing, keys) : appendItems(existing, merged, keys);
}

function withoutDirective(item: JsonValue): JsonValue {
  return isJsonObject(item) ? splitDirective(item).rest : item;
}

/** The values of all items, without those that other values cover. */
export function distinctValues(sources: readonly JsonArray[], keys: readonly string[]): Values[] {
  const seen = new Map<string, Values>();
  for (const item of sources.flat()) {
    const values = valuesOf(item, keys);
    const text = values.join("\u0000");
    if (!seen.has(text)) seen.set(text, values);
  }
  const all = [...seen.values()];
  return all.filter((values) => !all.some((other) => other !== values && covers(other, values)));
}

/** Whether the one has all values that the other has, and more: then the other does not count. */
function covers(values: Values, other: Values): boolean {
  return other.every((value, index) => value === "" || value === values[index]);
}

export function valuesOf(item: JsonValue, keys: readonly string[]): Values {
  return keys.map((key) => (isJsonObject(item) ? scalarText(getOwn(item, key)) : ""));
}

export function sameValues(a: Values, b: Values): boolean {
  return a.every((value, index) => value === b[index]);
}

/** Puts an item in the place of those that match, or at the end; without an item those that match are taken out. */
function setItem(items: JsonArray, item: JsonValue | undefined, keys: readonly string[], values: Values): JsonArray {
  const result: JsonValue[] = [];
  let found = false;
  for (const each of items) {
    if (!isJsonObject(each) || !matches(each, keys, values)) {
      result.push(each);
      continue;
    }
    found = true;
    if (item !== undefined) result.push(item);
  }
  if (!found && item !== undefined) result.push(item);
  return result;
}

/** An empty value matches every value that is there; keys beyond the values are not looked at. */
function matches(item: JsonObject, keys: readonly string[], values: Values): boolean {
  return keys.slice(0, values.length).every((key, index) => {
    const value = getOwn(item, key);
    return value !== undefined && value !== null && (values[index] === "" || scalarText(value) === values[index]);
  });
}

/** Moves items to the end of a list, in the place of what they match there. */
function appendItems(items: JsonArray, more: JsonArray, keys: readonly string[]): JsonArray {
  let result = items;
  for (const item of more) {
    const values = valuesOf(item, keys).filter((value) => value !== "");
    result = setItem(setItem(result, undefined, keys, values), item, keys, values);
  }
  return result;
}
