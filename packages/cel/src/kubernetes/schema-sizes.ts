import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import type { SizeHint } from "../cost/estimate.ts";
import { lengthOf } from "../values/text.ts";
import { escapeFieldName, isPlainFieldName } from "./field-names.ts";

/** What a request may hold, in bytes: no value of an object is longer. */
const maxRequest = 3 * 1024 * 1024;

/** The longest text of a request: everything but its quotes. The brackets of lists and objects count the same. */
const maxContent = maxRequest - 2;

/** A character is at most so many bytes. */
const bytesPerCharacter = 4;

/** The longest values of formats, and the shortest, as JSON in characters. */
const formats: ReadonlyMap<string, { readonly longest: number; readonly shortest: number }> = new Map([
  ["date", { longest: 12, shortest: 12 }],
  ["date-time", { longest: 35, shortest: 21 }],
  ["duration", { longest: 32, shortest: 3 }],
]);

/** How large values of a structural schema, and their parts, can be within a request. */
export function sizesOf(schema: JsonObject): SizeHint {
  const { items, additionalProperties: values } = schema;
  const fields = new Map<string, SizeHint>();
  const properties = getOwn(schema, "properties");
  for (const [name, property] of isJsonObject(properties) ? Object.entries(properties) : []) {
    const escaped = escapeFieldName(name);
    if (escaped === undefined || !isJsonObject(property)) continue;
    const sizes = sizesOf(property);
    fields.set(escaped, sizes);
    if (isPlainFieldName(name)) fields.set(name, sizes);
  }
  const inner = isJsonObject(items) ? items : isJsonObject(values) ? values : undefined;
  return {
    size: BigInt(largest(schema)),
    fields,
    item: inner && sizesOf(inner),
    key: isJsonObject(values) ? anyKey : undefined,
  };
}

/** Keys count nothing, however long they are. */
const anyKey: SizeHint = { size: 0n, fields: new Map(), item: undefined, key: undefined };

/** How many values of a schema a request can hold, when nothing limits their number. */
export function mostValues(schema: JsonObject): bigint {
  return BigInt(Math.floor(maxRequest / (shortest(schema) + 1)));
}

/** The most characters, items or entries. What has none of them counts nothing. */
function largest(schema: JsonObject): number {
  const { type, items, additionalProperties: values } = schema;
  if (schema["x-kubernetes-int-or-string"] === true) return longestText(schema);
  if (type === "string") return longestString(schema);
  if (type === "array") {
    const most = isJsonObject(items) ? Math.floor(maxContent / (shortest(items) + 1)) : maxContent;
    return limitOf(schema["maxItems"]) ?? most;
  }
  if (type === "object" && isJsonObject(values)) {
    // A key that is empty, its quotes, the colon and the comma.
    return limitOf(schema["maxProperties"]) ?? Math.floor(maxContent / (shortest(values) + 6));
  }
  return 0;
}

function longestString(schema: JsonObject): number {
  const format = typeof schema["format"] === "string" ? schema["format"] : "";
  if (format === "byte") return limitOf(schema["maxLength"]) ?? maxContent;
  const known = formats.get(format);
  if (known !== undefined) return known.longest;
  if (schema["maxLength"] === undefined && Array.isArray(schema["enum"])) {
    return Math.max(0, ...(schema["enum"] as readonly JsonValue[]).map(lengthOfText));
  }
  return longestText(schema);
}

function longestText(schema: JsonObject): number {
  const limit = limitOf(schema["maxLength"]);
  return limit === undefined ? maxContent : limit * bytesPerCharacter;
}

function lengthOfText(value: JsonValue): number {
  return typeof value === "string" ? lengthOf(value) : 0;
}

/** A limit as schemas set it. */
export function limitOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" ? Math.max(0, value) : undefined;
}

/** The shortest JSON of a value, in characters. */
function shortest(schema: JsonObject): number {
  const { type, format, required } = schema;
  if (schema["x-kubernetes-int-or-string"] === true) return 1;
  if (type === "integer" || type === "number") return 1;
  if (type === "boolean") return 4;
  if (type === "string") return formats.get(typeof format === "string" ? format : "")?.shortest ?? 2;
  const properties = getOwn(schema, "properties");
  if (type !== "object" || !isJsonObject(properties) || !Array.isArray(required)) return 2;
  return (required as readonly JsonValue[]).reduce<number>((sum, name) => sum + shortestField(properties, name), 2);
}

/** What a field must at least have that is always there: a default is filled in after the request was measured. */
function shortestField(properties: JsonObject, name: JsonValue): number {
  if (typeof name !== "string") return 0;
  const property = getOwn(properties, name);
  if (!isJsonObject(property) || Object.hasOwn(property, "default")) return 0;
  return lengthOf(name) + shortest(property) + 4;
}
