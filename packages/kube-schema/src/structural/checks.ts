import { getOwn } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { RE2JS } from "re2js";
import { formats } from "./formats.ts";
import { stringsIn } from "./keywords.ts";

/** The value validations of a schema, read once. Absent keywords are undefined, or neutral where that says the same. */
export interface ValueChecks {
  /** Types a value may have; none means any. */
  readonly types: readonly string[];
  /** A format this API server knows; others are ignored, as OpenAPI asks. */
  readonly format: string | undefined;
  readonly enum: JsonArray | undefined;
  readonly minLength: number;
  readonly maxLength: number;
  readonly pattern: Pattern | undefined;
  readonly minimum: Bound | undefined;
  readonly maximum: Bound | undefined;
  readonly multipleOf: number | undefined;
  readonly minItems: number;
  readonly maxItems: number;
  readonly uniqueItems: boolean;
  readonly minProperties: number;
  readonly maxProperties: number;
  readonly required: readonly string[];
}

export interface Bound {
  readonly limit: number;
  readonly exclusive: boolean;
}

export interface Pattern {
  readonly source: string;
  /** Whether RE2 finds the pattern; a pattern RE2 does not accept matches nothing. */
  test(text: string): boolean;
}

export function compileChecks(schema: JsonObject): ValueChecks {
  const { type, format, pattern, multipleOf, enum: values } = schema;
  return {
    types: typesOf(type, schema["x-kubernetes-int-or-string"] === true),
    format: typeof format === "string" && (formats.has(format) || numberFormats.has(format)) ? format : undefined,
    enum: Array.isArray(values) ? (values as JsonArray) : undefined,
    minLength: count(schema, "minLength") ?? 0,
    maxLength: count(schema, "maxLength") ?? Infinity,
    pattern: typeof pattern === "string" && pattern !== "" ? compilePattern(pattern) : undefined,
    minimum: boundOf(schema, "minimum", "exclusiveMinimum"),
    maximum: boundOf(schema, "maximum", "exclusiveMaximum"),
    multipleOf: isNumber(multipleOf) ? Number(multipleOf) : undefined,
    minItems: count(schema, "minItems") ?? 0,
    maxItems: count(schema, "maxItems") ?? Infinity,
    uniqueItems: schema["uniqueItems"] === true,
    minProperties: count(schema, "minProperties") ?? 0,
    maxProperties: count(schema, "maxProperties") ?? Infinity,
    required: stringsIn(schema["required"]),
  };
}

const numberFormats: ReadonlySet<string> = new Set(["int32", "int64", "float", "double"]);

function typesOf(type: JsonValue | undefined, intOrString: boolean): readonly string[] {
  if (intOrString) return ["integer", "string"];
  return typeof type === "string" && type !== "" ? [type] : [];
}

function boundOf(schema: JsonObject, limit: string, exclusive: string): Bound | undefined {
  const value = getOwn(schema, limit);
  return isNumber(value) ? { limit: Number(value), exclusive: getOwn(schema, exclusive) === true } : undefined;
}

function count(schema: JsonObject, keyword: string): number | undefined {
  const value = getOwn(schema, keyword);
  return isNumber(value) ? Number(value) : undefined;
}

function isNumber(value: JsonValue | undefined): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** Compiles on first use: a CRD has many patterns, an object few of them. */
function compilePattern(source: string): Pattern {
  let compiled: RE2JS | null | undefined;
  return {
    source,
    test: (text) =>
      (compiled === undefined ? (compiled = tryCompile(source)) : compiled)?.matcher(text).find() ?? false,
  };
}

function tryCompile(source: string): RE2JS | null {
  try {
    return RE2JS.compile(source);
  } catch {
    return null; // checkDefinition refuses such a pattern; here it only must not match.
  }
}

/** Why RE2 does not accept a pattern; undefined when it does. */
export function patternError(source: string): string | undefined {
  try {
    RE2JS.compile(source);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
