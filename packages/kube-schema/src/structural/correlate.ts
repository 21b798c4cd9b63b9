import { equalJson, getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonValue } from "@flux-ts/base";
import type { StructuralSchema } from "./schema.ts";

/** The value a field had before an update. */
export function correlateField(key: string, old: JsonValue | undefined): JsonValue | undefined {
  return isJsonObject(old) ? getOwn(old, key) : undefined;
}

/** The item of the old list that `item` continues: found by keys in lists of type map, unknown in all others. */
export function correlateItem(
  item: JsonValue,
  old: JsonValue | undefined,
  list: StructuralSchema,
): JsonValue | undefined {
  if (list.listType !== "map" || !Array.isArray(old) || !isJsonObject(item)) return undefined;
  return (old as JsonArray).find(
    (candidate) =>
      isJsonObject(candidate) &&
      list.listMapKeys.every((key) => equalJson(keyOf(candidate, key, list), keyOf(item, key, list))),
  );
}

/** The value of a key field; absent keys count as their default. */
export function keyOf(
  item: { readonly [key: string]: JsonValue },
  key: string,
  list: StructuralSchema,
): JsonValue | undefined {
  return getOwn(item, key) ?? list.items?.properties.get(key)?.default;
}
