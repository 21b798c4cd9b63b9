import { isJsonObject, messageOf, parseJson, sortKeys, stringifyJson } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { formatGoNumber, quoteGo } from "../patch/go-format.ts";
import { FieldSetError } from "./errors.ts";
import { compareScalars, compareValues } from "./value-order.ts";

/** One step of a path into an object. */
export type PathElement =
  | { readonly kind: "field"; readonly name: string }
  /** An item of an associative list, by its key fields. */
  | { readonly kind: "key"; readonly fields: JsonObject }
  /** An item of a set. */
  | { readonly kind: "value"; readonly value: JsonValue }
  | { readonly kind: "index"; readonly index: number };

export type FieldPath = readonly PathElement[];

/** The element as a key of FieldsV1: `f:spec`, `k:{"name":"a"}`, `v:"a"`, `i:0`. Equal elements give equal text. */
export function serializeElement(element: PathElement): string {
  switch (element.kind) {
    case "field":
      return `f:${element.name}`;
    case "key":
      return `k:${serializeValue(sortKeys(element.fields))}`;
    case "value":
      return `v:${serializeValue(element.value)}`;
    case "index":
      return `i:${element.index}`;
  }
}

const writtenAsIs = /^[-\w ./:]*$/;
const writtenOtherwise = /[<>&\u2028\u2029]|\\[bf]/;

/** JSON as Go writes it: fit for HTML. */
export function serializeValue(value: JsonValue): string {
  if (typeof value === "string" && writtenAsIs.test(value)) return `"${value}"`;
  const json = stringifyJson(value);
  return writtenOtherwise.test(json) ? json.replace(/[<>&\u2028\u2029]|\\[^]/g, escapeAsGo) : json;
}

function escapeAsGo(match: string): string {
  if (match === "\\b") return "\\u0008";
  if (match === "\\f") return "\\u000c";
  return match.length > 1 ? match : `\\u${match.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Reads a key of FieldsV1; undefined when it is of a kind we do not know.
 *
 * @throws FieldSetError when it is no path element.
 */
export function parseElement(key: string): PathElement | undefined {
  if (key.length < 2) throw new FieldSetError(`key must be 2 characters long: ${key}`);
  if (key[1] !== ":") throw new FieldSetError(`missing colon: ${key}`);
  const content = key.slice(2);
  switch (key[0]) {
    case "f":
      return { kind: "field", name: content };
    case "k":
      return { kind: "key", fields: parseKeyFields(content) };
    case "v":
      return { kind: "value", value: parseValue(content) };
    case "i":
      return { kind: "index", index: parseIndex(content) };
    default:
      return undefined;
  }
}

function parseKeyFields(content: string): JsonObject {
  const fields = parseValue(content);
  if (!isJsonObject(fields)) throw new FieldSetError(`expected an object of key fields, got ${content}`);
  return sortKeys(fields) as JsonObject;
}

function parseValue(content: string): JsonValue {
  try {
    return parseJson(content);
  } catch (error) {
    throw new FieldSetError(messageOf(error), { cause: error });
  }
}

function parseIndex(content: string): number {
  if (!/^[+-]?\d+$/.test(content)) throw new FieldSetError(`strconv.Atoi: parsing ${quoteGo(content)}: invalid syntax`);
  return Number(content);
}

/** The order of two keys of FieldsV1: fields, key items, set items, indices; each by its content. */
export function compareKeys(a: string, b: string): number {
  if (a.startsWith("f:") && b.startsWith("f:")) return compareScalars(a, b);
  return compareElements(parseElement(a) as PathElement, parseElement(b) as PathElement);
}

const rank = { field: 0, key: 1, value: 2, index: 3 };

function compareElements(a: PathElement, b: PathElement): number {
  if (a.kind === "field" && b.kind === "field") return compareScalars(a.name, b.name);
  if (a.kind === "key" && b.kind === "key") return compareValues(a.fields, b.fields);
  if (a.kind === "value" && b.kind === "value") return compareValues(a.value, b.value);
  if (a.kind === "index" && b.kind === "index") return a.index - b.index;
  return rank[a.kind] - rank[b.kind];
}

/** A path as the API server prints it in conflicts: `.spec.containers[name="a"].image`. */
export function formatPath(path: FieldPath): string {
  return path.map(formatElement).join("");
}

export function formatElement(element: PathElement): string {
  switch (element.kind) {
    case "field":
      return `.${element.name}`;
    case "key":
      return `[${Object.entries(element.fields).map(formatEntry).join(",")}]`;
    case "value":
      return `[=${formatValue(element.value)}]`;
    case "index":
      return `[${element.index}]`;
  }
}

function formatEntry([name, value]: readonly [string, JsonValue]): string {
  return `${name}=${formatValue(value)}`;
}

function formatValue(value: JsonValue): string {
  switch (typeof value) {
    case "string":
      return quoteGo(value);
    case "number":
      return formatGoNumber(value);
    case "object":
      break;
    default:
      return String(value);
  }
  if (value === null) return "null";
  if (Array.isArray(value)) return `[${(value as JsonArray).map(formatValue).join(",")}]`;
  return Object.entries(value).map(formatEntry).join("");
}
