import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";

/** The objects in a list; none where there is no list. */
export function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject) : [];
}

/** The texts in a list; none where there is no list. */
export function textsIn(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((item) => typeof item === "string") : [];
}
