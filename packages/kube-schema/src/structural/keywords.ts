import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";

/** The entries of `properties` that are schemas. */
export function propertiesOf(schema: JsonObject): readonly (readonly [name: string, schema: JsonObject])[] {
  const properties = getOwn(schema, "properties");
  if (!isJsonObject(properties)) return [];
  return Object.entries(properties).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]));
}

/** The objects in a list. */
export function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as JsonArray).filter(isJsonObject) : [];
}

/** The strings in a list. */
export function stringsIn(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as JsonArray).filter((item) => typeof item === "string") : [];
}
