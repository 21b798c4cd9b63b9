import { equalJson, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";

/** The type of a value, as JSON Schema names it. Numbers are integers too when they have no fraction. */
export function typeName(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "bigint" ? "number" : typeof value;
}

export function hasType(value: JsonValue, type: string): boolean {
  if (type === "integer") return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  return typeName(value) === type;
}

/** The order in which messages name types. */
const typeOrder = ["null", "boolean", "number", "integer", "string", "array", "object"];

/** Names of types as messages have them. */
export function shownTypes(types: readonly string[]): string {
  return types.toSorted((a, b) => typeOrder.indexOf(a) - typeOrder.indexOf(b)).join(" or ");
}

export function isOneOf(value: JsonValue, options: readonly JsonValue[]): boolean {
  return options.some((option) => equalJson(option, value));
}

export function asList(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}

export function asMap(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
