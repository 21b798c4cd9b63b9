import { isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import type { FieldSet } from "../field-set/field-set.ts";
import { hasChildren, isMember } from "../field-set/node.ts";
import type { SetNode } from "../field-set/node.ts";
import type { ListType, MapType, ValueType } from "../schema/model.ts";
import { itemKey } from "./item-key.ts";
import { filledList, filledMap, formOf } from "./value.ts";
import type { TypedValue } from "./value.ts";
import { withKeyFields } from "./key-fields.ts";

/**
 * The value without the items of a set and all that lies below them. A map or list that loses everything becomes null;
 * one of which nothing is removed stays identical.
 */
export function removeItems({ value, type }: TypedValue, items: FieldSet): TypedValue {
  return { type, value: removeFrom(value, type, items.root) };
}

export interface ExtractOptions {
  /** Keeps the key fields of every list item of which something is kept. @default false */
  readonly appendKeyFields?: boolean;
}

/**
 * The value with nothing but the items of a set. Give the leaves of a set: below a path of the set, only what the
 * same set names at its top is kept, as in the original.
 */
export function extractItems(typed: TypedValue, items: FieldSet, options: ExtractOptions = {}): TypedValue {
  const wanted = options.appendKeyFields ? withKeyFields(typed, items) : items;
  return { type: typed.type, value: extractFrom(typed.value, typed.type, wanted.root) };
}

function removeFrom(value: JsonValue, type: ValueType, items: SetNode): JsonValue {
  switch (formOf(type, value)) {
    case "map":
      return removeFromMap(value, type.map as MapType, items);
    case "list":
      return removeFromList(value, type.list as ListType, items);
    default:
      return value;
  }
}

function removeFromMap(value: JsonValue, map: MapType, items: SetNode): JsonValue {
  const content = filledMap(value);
  if (!content || map.relationship === "atomic") return null;
  const draft: JsonObjectDraft = {};
  let changed = false;
  let left = 0;
  for (const name of Object.keys(content)) {
    const entry = items[`f:${name}`];
    changed ||= entry !== undefined;
    if (entry && isMember(entry)) continue;
    const part = content[name] as JsonValue;
    setOwn(draft, name, entry ? removeFrom(part, partType(map, name), entry) : part);
    left++;
  }
  if (left === 0) return null;
  return changed ? draft : content;
}

function removeFromList(value: JsonValue, list: ListType, items: SetNode): JsonValue {
  const content = filledList(value);
  if (!content || list.relationship === "atomic") return null;
  const kept: JsonValue[] = [];
  for (const item of content) {
    const entry = entryOfItem(list, item, items);
    if (entry === undefined) kept.push(item);
    else if (!isMember(entry)) kept.push(removeFrom(item, list.element, entry));
  }
  if (kept.length === 0) return null;
  const unchanged = kept.length === content.length && kept.every((item, index) => item === content[index]);
  return unchanged ? content : kept;
}

function extractFrom(value: JsonValue, type: ValueType, items: SetNode): JsonValue {
  switch (formOf(type, value)) {
    case "map":
      return isJsonObject(value) ? extractFromMap(value, type.map as MapType, items) : null;
    case "list":
      return Array.isArray(value) ? extractFromList(value as JsonArray, type.list as ListType, items) : null;
    default:
      return value;
  }
}

function extractFromMap(value: JsonObject, map: MapType, items: SetNode): JsonValue {
  if (!filledMap(value) || map.relationship === "atomic") return value;
  const draft: JsonObjectDraft = {};
  let kept = 0;
  for (const name of Object.keys(value)) {
    const entry = items[`f:${name}`];
    if (entry === undefined) continue;
    const below = isMember(entry) ? items : entry;
    setOwn(draft, name, extractFrom(value[name] as JsonValue, partType(map, name), below));
    kept++;
  }
  return kept === 0 ? null : draft;
}

function extractFromList(value: JsonArray, list: ListType, items: SetNode): JsonValue {
  if (!filledList(value) || list.relationship === "atomic") return value;
  const kept: JsonValue[] = [];
  for (const item of value) {
    const entry = entryOfItem(list, item, items);
    if (entry) kept.push(hasChildren(entry) ? extractFrom(item, list.element, entry) : item);
  }
  return kept.length === 0 ? null : kept;
}

function entryOfItem(list: ListType, item: JsonValue, items: SetNode): SetNode | undefined {
  const key = itemKey(list, item);
  return key === undefined ? undefined : items[key];
}

/** The type of a part of a map; of one that should not be there, a type of nothing. */
function partType(map: MapType, name: string): ValueType {
  return map.fields.get(name)?.type ?? map.additional ?? undeclared;
}

const undeclared: ValueType = {
  name: undefined,
  scalar: undefined,
  list: undefined,
  map: undefined,
  problem: "field not declared in schema",
};
