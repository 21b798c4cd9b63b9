import { isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import {
  boolType,
  bytesType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  stringType,
  timestampType,
} from "../check/types.ts";
import type { CelType, FieldType } from "../check/types.ts";
import { escapeFieldName, isPlainFieldName } from "./field-names.ts";

export interface OpenApiTypeOptions {
  /** Begins the names of the types of objects. */
  readonly name: string;
  /** The schema that a `$ref` names. */
  readonly resolve: (reference: string) => JsonObject | undefined;
}

/**
 * The type of the values of an OpenAPI schema, which may refer to others, also to itself: what is below an object is
 * read when it is asked for. Where the schema leaves it open, anything goes.
 */
export function openApiType(schema: JsonObject, options: OpenApiTypeOptions): CelType {
  const target = resolved(schema, options, 0);
  if (target === undefined || target["x-kubernetes-int-or-string"] === true) return dynType;
  switch (target["type"]) {
    case "boolean":
      return boolType;
    case "integer":
      return intType;
    case "number":
      return doubleType;
    case "string":
      return typeof target["format"] === "string" ? (formats.get(target["format"]) ?? stringType) : stringType;
    case "array":
      return isJsonObject(target["items"]) ? listType(below(target["items"], "@idx", options)) : dynType;
    case "object":
      return typeOfObject(target, options);
    default:
      return dynType;
  }
}

const formats: ReadonlyMap<string, CelType> = new Map([
  ["byte", bytesType],
  ["date", timestampType],
  ["date-time", timestampType],
  ["duration", durationType],
]);

/** A reference to a reference to ... is followed so many times. */
const mostReferences = 10;

/** A schema where it stands; undefined when there is no such one. */
function resolved(schema: JsonObject, options: OpenApiTypeOptions, depth: number): JsonObject | undefined {
  const { $ref, allOf } = schema;
  const [only] = Array.isArray(allOf) && allOf.length === 1 ? (allOf as JsonArray) : [];
  const next = typeof $ref === "string" ? options.resolve($ref) : only;
  if (next === undefined) return typeof $ref === "string" ? undefined : schema;
  return depth < mostReferences && isJsonObject(next) ? resolved(next, options, depth + 1) : undefined;
}

function below(schema: JsonObject, step: string, { name, resolve }: OpenApiTypeOptions): CelType {
  return openApiType(schema, { name: `${name}.${step}`, resolve });
}

function typeOfObject(schema: JsonObject, options: OpenApiTypeOptions): CelType {
  const { properties, additionalProperties } = schema;
  if (schema["x-kubernetes-preserve-unknown-fields"] === true) return dynType;
  if (isJsonObject(additionalProperties)) return mapType(stringType, below(additionalProperties, "@elem", options));
  if (!isJsonObject(properties)) return dynType;
  return { kind: "object", name: options.name, fields: lazyFields(properties, options) };
}

/** Fields by the names that expressions give them, each made when it is asked for first. */
function lazyFields(properties: JsonObject, options: OpenApiTypeOptions): { get(name: string): FieldType | undefined } {
  const made = new Map<string, FieldType>();
  let byName: ReadonlyMap<string, JsonValue> | undefined;
  return {
    get: (name) => {
      byName ??= new Map(Object.entries(properties).flatMap(namesOf));
      const schema = byName.get(name);
      if (!isJsonObject(schema)) return undefined;
      const known = made.get(name) ?? { type: below(schema, name, options) };
      made.set(name, known);
      return known;
    },
  };
}

function namesOf([property, schema]: readonly [string, JsonValue]): readonly (readonly [string, JsonValue])[] {
  const names = [escapeFieldName(property), isPlainFieldName(property) ? property : undefined];
  return names.flatMap((name) => (name === undefined ? [] : [[name, schema] as const]));
}
