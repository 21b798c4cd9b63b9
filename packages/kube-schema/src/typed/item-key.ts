import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { serializeValue } from "../field-set/path-element.ts";
import { quoteGo } from "../patch/go-format.ts";
import type { ListType } from "../schema/model.ts";

/** What identifies an item of an associative list, as a key of FieldsV1; undefined when nothing does. */
export function itemKey(list: ListType, item: JsonValue): string | undefined {
  if (list.keys.length > 0) return isJsonObject(item) ? keyOfMap(list, item) : undefined;
  return item === null || typeof item === "object" ? undefined : `v:${serializeValue(item)}`;
}

function keyOfMap(list: ListType, item: JsonObject): string | undefined {
  let content = "";
  for (const name of list.sortedKeys) {
    const value = getOwn(item, name) ?? defaultOfKey(list, item, name);
    if (value === undefined) continue;
    content += `${content === "" ? "" : ","}${JSON.stringify(name)}:${serializeValue(value)}`;
  }
  return content === "" ? undefined : `k:{${content}}`;
}

function defaultOfKey(list: ListType, item: JsonObject, name: string): JsonValue | undefined {
  if (Object.hasOwn(item, name)) return null;
  return list.element.map?.fields.get(name)?.default;
}

/** Why an item cannot be identified, in the words of the API server. */
export function itemProblem(list: ListType, item: JsonValue): string {
  if (list.keys.length === 0) {
    if (item === null) return "associative list without keys has an element that's an explicit null";
    if (isJsonObject(item)) return "associative list without keys has an element that's a map type";
    return "not supported: associative list with lists as elements";
  }
  if (item === null) return "associative list with keys may not have a null element";
  if (!isJsonObject(item)) return "associative list with keys may not have non-map elements";
  const keys = `[${list.keys.map(quoteGo).join(" ")}]`;
  return `associative list with keys has an element that omits all key fields ${keys} (and doesn't have default values for any key fields)`;
}

/** The items of an associative list by what identifies them, in order of first appearance. */
export function groupItems(list: ListType, items: JsonArray): Map<string, JsonValue[]> {
  const groups = new Map<string, JsonValue[]>();
  for (const item of items) {
    const key = itemKey(list, item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
