import { equalJson, getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { RE2JS } from "re2js";

/** The drafts of JSON Schema, oldest first. */
export type Draft = 4 | 6 | 7 | 2019 | 2020;

/** A schema that cannot be used. */
export class SchemaError extends Error {
  override readonly name = "SchemaError";
}

/** A schema file: its draft, and where references lead. */
export class SchemaDocument {
  readonly root: JsonValue;
  readonly draft: Draft;
  readonly #anchors = new Map<string, JsonValue>();
  readonly #patterns = new Map<string, RE2JS>();

  /** @throws SchemaError when it can be no schema */
  constructor(root: JsonValue) {
    if (!isJsonObject(root) && typeof root !== "boolean") throw new SchemaError(notASchema(root));
    this.root = root;
    this.draft = draftOf(root);
    collectAnchors(root, this.#anchors);
  }

  /** @throws SchemaError when nothing is there, or it is in another file */
  resolve(reference: string): JsonValue {
    const known = this.#anchors.get(reference);
    if (known !== undefined) return known;
    const [base, fragment = ""] = reference.split("#", 2) as [string, string?];
    const document = base === "" ? this.root : this.#anchors.get(base);
    if (document === undefined)
      throw new SchemaError(
        `failing loading ${JSON.stringify(base)}: schemas of charts are read alone, without a network`,
      );
    const found = fragment === "" ? document : pointTo(document, decodeURIComponent(fragment));
    if (found === undefined)
      throw new SchemaError(`json-pointer in "file:///values.schema.json#${fragment}" not found`);
    return found;
  }

  /** @throws SchemaError */
  matches(pattern: string, text: string): boolean {
    let compiled = this.#patterns.get(pattern);
    if (compiled === undefined) {
      compiled = compile(pattern);
      this.#patterns.set(pattern, compiled);
    }
    return compiled.matcher(text).find();
  }
}

function notASchema(root: JsonValue): string {
  const fault = `- at '': got ${typeName(root)}, want boolean or object`;
  const against = "jsonschema validation failed with 'https://json-schema.org/draft/2020-12/schema#'";
  return `"file:///values.schema.json#" is not valid against metaschema: ${against}\n${fault}`;
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new SchemaError(`'${pattern}' is not valid regex: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function draftOf(root: JsonValue): Draft {
  const uri = isJsonObject(root) ? getOwn(root, "$schema") : undefined;
  if (typeof uri !== "string") return 2020;
  if (uri.includes("draft-04")) return 4;
  if (uri.includes("draft-06")) return 6;
  if (uri.includes("draft-07")) return 7;
  return uri.includes("2019-09") ? 2019 : 2020;
}

function collectAnchors(schema: JsonValue, anchors: Map<string, JsonValue>): void {
  if (Array.isArray(schema)) {
    for (const item of schema) collectAnchors(item, anchors);
  } else if (isJsonObject(schema)) {
    for (const [key, value] of Object.entries(schema)) {
      if ((key === "$id" || key === "id") && typeof value === "string") anchors.set(value.replace(/#$/, ""), schema);
      else if ((key === "$anchor" || key === "$dynamicAnchor") && typeof value === "string")
        anchors.set(`#${value}`, schema);
      else if (key !== "enum" && key !== "const") collectAnchors(value, anchors);
    }
  }
}

function pointTo(document: JsonValue, pointer: string): JsonValue | undefined {
  let value: JsonValue | undefined = document;
  for (const token of pointer.split("/").slice(1)) {
    const key = token.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) value = value[Number(key)];
    else value = isJsonObject(value) ? getOwn(value, key) : undefined;
  }
  return value;
}

/** The type of a value, as JSON Schema names it. Numbers are integers too when they have no fraction. */
export function typeName(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "bigint" ? "number" : typeof value;
}

export function hasType(value: JsonValue, type: JsonValue): boolean {
  if (type === "integer") return typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value));
  return typeName(value) === type;
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
