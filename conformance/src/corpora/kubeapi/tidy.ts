import type { JsonObject, JsonValue } from "@flux-ts/base";
import { canonicalJson, isJsonObject } from "@flux-ts/base";

/**
 * Brings what the real server orders at random into one order. Recorded and our own values pass through it alike, so
 * it may be applied to what is in order already.
 */
export function tidy(value: JsonValue): JsonValue {
  if (typeof value === "string") return sortErrorLines(value);
  if (Array.isArray(value)) return value.map(tidy);
  if (!isJsonObject(value)) return value;
  if (isOpenApi(value)) return withoutDescriptions(value);
  const entries = Object.entries(value).map(([key, child]) => [key, tidyField(key, tidy(child))] as const);
  return tidyStatus(Object.fromEntries(entries));
}

function tidyField(key: string, value: JsonValue): JsonValue {
  if (!Array.isArray(value)) return value;
  if (key === "columnDefinitions") return value.map(withoutProse);
  const sort = orders[key];
  return sort === undefined ? value : value.toSorted((a: JsonValue, b: JsonValue) => compareText(sort(a), sort(b)));
}

/** The fields whose lists have no order, with what they are sorted by. */
const orders: { readonly [field: string]: (item: JsonValue) => string } = {
  managedFields: (item) => textOf(item, ["operation", "manager", "apiVersion", "subresource"]),
  resourceRules: canonicalJson,
  nonResourceRules: canonicalJson,
};

const generatedDescription = "Custom resource definition column";

/** Our columns and types carry no prose of upstream's: descriptions count where the server makes them up itself. */
function withoutProse(described: JsonValue): JsonValue {
  if (!isJsonObject(described)) return described;
  const { description, ...rest } = described;
  return typeof description === "string" && description.startsWith(generatedDescription) ? described : rest;
}

/** Whether it is a document of types, or parts of one by their pointers. */
function isOpenApi(value: JsonObject): boolean {
  return ["openapi", "swagger", "/openapi", "/swagger"].some((key) => Object.hasOwn(value, key));
}

/** The types of the built-in kinds come without prose. */
function withoutDescriptions(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).filter(([key, child]) => key !== "description" || typeof child !== "string");
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutDescriptions(child)]));
}

/** The order of the causes of a Status follows maps upstream. */
function tidyStatus(status: JsonObject): JsonObject {
  const { kind, reason, message, details } = status;
  if (kind !== "Status" || !isJsonObject(details) || !Array.isArray(details["causes"])) return status;
  const causes: readonly JsonValue[] = details["causes"];
  if (reason === "Invalid" && causes.length > 1 && typeof message === "string") {
    const head = message.replace(/ is invalid: [^]*$/, ` is invalid: <${causes.length} causes>`);
    return { ...status, message: head, details: { ...details, causes: sortBy(causes, ["field", "message"]) } };
  }
  if (causes.every((cause) => isJsonObject(cause) && cause["reason"] === "FieldManagerConflict")) {
    return { ...status, details: { ...details, causes: sortBy(causes, ["message", "field"]) } };
  }
  return status;
}

function sortErrorLines(text: string): string {
  const mark = "errors:\n";
  const at = text.indexOf(mark);
  if (at < 0) return text;
  const lines = text.slice(at + mark.length).split("\n");
  return text.slice(0, at + mark.length) + lines.toSorted(compareText).join("\n");
}

function sortBy(items: readonly JsonValue[], fields: readonly string[]): readonly JsonValue[] {
  return items.toSorted((a, b) => compareText(textOf(a, fields), textOf(b, fields)));
}

function textOf(item: JsonValue, fields: readonly string[]): string {
  return isJsonObject(item) ? canonicalJson(fields.map((field) => item[field] ?? "")) : "";
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
