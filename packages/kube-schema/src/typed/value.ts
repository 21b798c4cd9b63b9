import { isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import type { ValueType } from "../schema/model.ts";

/** A value and what it is. Everything but `validateTyped` takes the value for valid. */
export interface TypedValue {
  readonly value: JsonValue;
  readonly type: ValueType;
}

/** As which of the things its type allows a value is treated. */
export type Form = "map" | "scalar" | "list";

/** The form of a value; for null and for values of the wrong kind the first one that the type has. */
export function formOf(type: ValueType, value: JsonValue): Form | undefined {
  if (Array.isArray(value)) {
    if (type.list) return "list";
  } else if (typeof value === "object") {
    if (value !== null && type.map) return "map";
  } else if (type.scalar) {
    return "scalar";
  }
  return firstForm(type);
}

export function firstForm(type: ValueType): Form | undefined {
  if (type.map) return "map";
  if (type.scalar) return "scalar";
  return type.list ? "list" : undefined;
}

/** The value where it is a map with something in it. */
export function filledMap(value: JsonValue | undefined): JsonObject | undefined {
  return isJsonObject(value) && !isEmptyMap(value) ? value : undefined;
}

/** The value where it is a list with something in it. */
export function filledList(value: JsonValue | undefined): JsonArray | undefined {
  return Array.isArray(value) && value.length > 0 ? (value as JsonArray) : undefined;
}

export function isEmptyMap(value: JsonObject): boolean {
  for (const _ in value) return false;
  return true;
}
