import { canonicalJson, isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { duplicate } from "./cause.ts";
import type { FieldCause } from "./cause.ts";
import { join } from "./check-value.ts";
import { keyOf } from "./correlate.ts";
import type { StructuralSchema } from "./schema.ts";

/** Finds items that occur twice in lists of type `set` and `map`. */
export function checkUniqueLists(value: JsonValue, schema: StructuralSchema, path = ""): readonly FieldCause[] {
  if (!schema.below.uniqueLists) return [];
  if (Array.isArray(value)) return checkList(value as JsonArray, schema, path);
  return isJsonObject(value) ? checkFields(value, schema, path) : [];
}

function checkFields(object: JsonObject, schema: StructuralSchema, path: string): readonly FieldCause[] {
  return Object.keys(object).flatMap((key) => {
    const value = object[key] as JsonValue;
    const property = schema.properties.get(key);
    if (property !== undefined) return checkUniqueLists(value, property, join(path, key));
    return schema.additional === undefined ? [] : checkUniqueLists(value, schema.additional, `${path}[${key}]`);
  });
}

function checkList(list: JsonArray, schema: StructuralSchema, path: string): readonly FieldCause[] {
  const causes: FieldCause[] = [];
  const { items, listType } = schema;
  const seen = new Set<string>();
  list.forEach((item, index) => {
    const at = `${path}[${index}]`;
    const identity = listType === "map" ? keysOf(item, schema) : listType === "set" ? item : undefined;
    if (identity !== undefined) {
      const text = canonicalJson(identity);
      if (seen.has(text)) causes.push(duplicate(at, identity));
      seen.add(text);
    }
    if (items !== undefined) causes.push(...checkUniqueLists(item, items, at));
  });
  return causes;
}

function keysOf(item: JsonValue, schema: StructuralSchema): JsonObject | undefined {
  if (!isJsonObject(item)) return undefined;
  const keys: JsonObjectDraft = {};
  for (const key of schema.listMapKeys.toSorted()) {
    const value = keyOf(item, key, schema);
    if (value !== undefined) setOwn(keys, key, value);
  }
  return keys;
}
