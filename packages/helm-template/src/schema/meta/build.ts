import type { JsonObject, JsonValue } from "@flux-ts/base";

// What the schemas of schemas consist of.

export const text: JsonObject = { type: "string" };
export const number: JsonObject = { type: "number" };
export const flag: JsonObject = { type: "boolean" };
export const pattern: JsonObject = { type: "string", format: "regex" };
export const uri: JsonObject = { type: "string", format: "uri" };
export const uriReference: JsonObject = { type: "string", format: "uri-reference" };
export const list: JsonObject = { type: "array", items: true };

export function ref(target: string): JsonObject {
  return { $ref: target };
}

export function anyOf(...options: readonly JsonValue[]): JsonObject {
  return { anyOf: options };
}

export function mapOf(values: JsonValue, more: JsonObject = {}): JsonObject {
  return { type: "object", additionalProperties: values, ...more };
}

export function listOf(items: JsonValue, more: JsonObject = {}): JsonObject {
  return { type: "array", items, ...more };
}

/** The same schema for several properties. */
export function each(names: string, schema: JsonValue): JsonObject {
  return Object.fromEntries(names.split(" ").map((name) => [name, schema]));
}

export const simpleTypes: JsonObject = {
  enum: ["array", "boolean", "integer", "null", "number", "object", "string"],
};

/** What `type` may be, given where {@link simpleTypes} lie. */
export function typeKeyword(types: JsonObject): JsonObject {
  return anyOf(types, listOf(types, { minItems: 1, uniqueItems: true }));
}
