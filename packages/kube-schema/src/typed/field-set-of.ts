import { isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonValue } from "@flux-ts/base";
import { FieldSet } from "../field-set/field-set.ts";
import { hasChildren, leaf, memberDraft, withMembership } from "../field-set/node.ts";
import type { SetDraft, SetNode } from "../field-set/node.ts";
import type { ListType, MapType, ValueType } from "../schema/model.ts";
import { groupItems } from "./item-key.ts";
import { formOf, isEmptyMap } from "./value.ts";
import type { TypedValue } from "./value.ts";

/**
 * What somebody who applies this value wants to own: leaves, list items, keys that are not declared fields. Declared
 * fields that hold something are not in the set, their content is.
 */
export function fieldSetOf({ value, type }: TypedValue): FieldSet {
  const entry = entryOf(value, type, false);
  const root = entry && withMembership(entry, false);
  return root ? new FieldSet(root) : FieldSet.empty;
}

/** The entry of a value; undefined when neither it nor anything below it counts. `counts`: it does in any case. */
function entryOf(value: JsonValue, type: ValueType, counts: boolean): SetNode | undefined {
  switch (formOf(type, value)) {
    case "map":
      return mapEntry(value, type.map as MapType, counts);
    case "list":
      return listEntry(value, type.list as ListType, counts);
    case "scalar":
      return leaf;
    case undefined:
      return counts ? leaf : undefined;
  }
}

function mapEntry(value: JsonValue, map: MapType, counts: boolean): SetNode | undefined {
  if (map.relationship === "atomic") return leaf;
  if (!isJsonObject(value)) return counts ? leaf : undefined;
  const draft = counts ? memberDraft() : {};
  for (const name of Object.keys(value)) putField(draft, map, name, value[name] as JsonValue);
  return filled(draft, counts);
}

function putField(draft: SetDraft, map: MapType, name: string, value: JsonValue): void {
  const field = map.fields.get(name);
  const type = field ? field.type : map.additional;
  if (type === undefined) return;
  const entry = entryOf(value, type, field === undefined || isNothing(value));
  if (entry) draft[field ? field.element : `f:${name}`] = entry;
}

function isNothing(value: JsonValue): boolean {
  return value === null || (isJsonObject(value) && isEmptyMap(value));
}

function listEntry(value: JsonValue, list: ListType, counts: boolean): SetNode | undefined {
  if (list.relationship === "atomic") return leaf;
  if (!Array.isArray(value)) return counts ? leaf : undefined;
  const draft = counts ? memberDraft() : {};
  for (const [key, items] of groupItems(list, value as JsonArray)) {
    // Items that are the same have no owners below them: nobody could tell which is meant.
    const entry = items.length > 1 ? leaf : entryOf(items[0] as JsonValue, list.element, true);
    if (entry) draft[key] = entry;
  }
  return filled(draft, counts);
}

function filled(draft: SetDraft, counts: boolean): SetNode | undefined {
  if (hasChildren(draft)) return draft;
  return counts ? leaf : undefined;
}
