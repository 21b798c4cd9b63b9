import { isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import type { StructuralSchema } from "./schema.ts";

/**
 * Fills in the defaults of a schema. A null where the schema does not allow one counts as absent: it gives way to the
 * default, and is dropped where there is none. Parts that do not change are shared.
 */
export function applySchemaDefaults(
  object: JsonObject,
  schema: StructuralSchema,
  nulls: Nulls = "dropped",
): JsonObject {
  return defaultFields(object, schema, nulls);
}

/** What becomes of a null that the schema does not allow, and has no default for. */
export type Nulls = "dropped" | "kept";

function defaultFields(object: JsonObject, schema: StructuralSchema, nulls: Nulls): JsonObject {
  let changed: JsonObjectDraft | undefined;
  for (const key of Object.keys(object)) {
    const value = object[key] as JsonValue;
    const field = schema.properties.get(key) ?? schema.additional;
    if (field === undefined) continue;
    if (value === null) {
      const stays = field.nullable || (nulls === "kept" && field.default === undefined);
      if (!stays) delete (changed ??= { ...object })[key];
      continue;
    }
    const filled = fillDefaults(value, field, nulls);
    if (filled !== value) setOwn((changed ??= { ...object }), key, filled);
  }
  for (const [key, field] of schema.presets) {
    if (Object.hasOwn(changed ?? object, key)) continue;
    setOwn((changed ??= { ...object }), key, fillDefaults(field.default as JsonValue, field, nulls));
  }
  return changed ?? object;
}

/** {@link applySchemaDefaults} for any value below an object. */
function fillDefaults(value: JsonValue, schema: StructuralSchema, nulls: Nulls = "dropped"): JsonValue {
  if (isJsonObject(value)) return defaultFields(value, schema, nulls);
  if (!Array.isArray(value) || schema.items === undefined) return value;
  const { items } = schema;
  const list = value as JsonArray;
  const filled = list.map((item) => defaultItem(item, items, nulls));
  return filled.some((item, index) => item !== list[index]) ? filled : value;
}

/** A null item stays, unless the schema of items has a default to put in its place. */
function defaultItem(item: JsonValue, items: StructuralSchema, nulls: Nulls): JsonValue {
  if (item !== null) return fillDefaults(item, items, nulls);
  return items.default === undefined || items.nullable ? item : fillDefaults(items.default, items, nulls);
}
