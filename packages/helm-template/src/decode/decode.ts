import { isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { parseYaml, YamlError } from "@flux-ts/yaml";
import type { Shape, StructShape } from "./shape.ts";

/** A text that is not what a Go struct expects. The message is the one `sigs.k8s.io/yaml` gives. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
  /** 1-based, where the text is no YAML. */
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/**
 * The first document of a YAML text as a Go struct would hold it: fields are found whatever their case, numbers and booleans
 * where a string is expected are that string, null is nothing.
 *
 * @throws DecodeError
 */
export function decodeYaml(source: string, shape: Shape): JsonValue {
  return decode(readYaml(source), shape);
}

/** @throws DecodeError */
export function readYaml(source: string): JsonValue {
  try {
    return parseYaml(source);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new DecodeError(`error converting YAML to JSON: ${error.message}`, error.position.line);
  }
}

/** @throws DecodeError */
export function decode(value: JsonValue, shape: Shape): JsonValue {
  return decodeAt(value, shape, undefined);
}

/** The first key, in Go's order, that the struct or one inside of it does not have. */
export function findUnknownField(value: JsonValue, shape: Shape): string | undefined {
  if (shape.kind === "list" && Array.isArray(value)) {
    return firstOf(value as readonly JsonValue[], (item) => findUnknownField(item, shape.item));
  }
  if (shape.kind !== "struct" || !isJsonObject(value)) return undefined;
  return firstOf(Object.keys(value).sort(), (key) => {
    const field = fieldOf(shape, key);
    return field === undefined ? key : findUnknownField(value[key] as JsonValue, shape.fields[field] as Shape);
  });
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The struct a field belongs to, and the way to it from the root. */
interface Place {
  readonly struct: string;
  readonly path: string;
}

function decodeAt(value: JsonValue, shape: Shape, place: Place | undefined): JsonValue {
  if (value === null) return null;
  switch (shape.kind) {
    case "any":
      return value;
    case "string":
      if (typeof value === "object") throw mismatch(value, shape, place);
      return String(value);
    case "bool":
      if (typeof value !== "boolean") throw mismatch(value, shape, place);
      return value;
    case "list":
      if (!Array.isArray(value)) throw mismatch(value, shape, place);
      return value.map((item: JsonValue) => decodeAt(item, shape.item, place));
    case "map":
      if (!isJsonObject(value)) throw mismatch(value, shape, place);
      return decodeMap(value, shape.value, place);
    case "struct":
      if (!isJsonObject(value)) throw mismatch(value, shape, place);
      return decodeStruct(value, shape, place);
  }
}

function decodeMap(value: JsonObject, shape: Shape, place: Place | undefined): JsonObject {
  const decoded: JsonObjectDraft = {};
  for (const key of Object.keys(value).sort()) setOwn(decoded, key, decodeAt(value[key] as JsonValue, shape, place));
  return decoded;
}

function decodeStruct(value: JsonObject, shape: StructShape, place: Place | undefined): JsonObject {
  const decoded: JsonObjectDraft = {};
  for (const key of Object.keys(value).sort()) {
    const field = fieldOf(shape, key);
    if (field === undefined) continue;
    const path = place === undefined ? field : `${place.path}.${field}`;
    const content = decodeAt(value[key] as JsonValue, shape.fields[field] as Shape, { struct: shape.name, path });
    if (content !== null) setOwn(decoded, field, content);
  }
  return decoded;
}

/** Go prefers the field that is written like the key, and takes one that differs in case only. */
function fieldOf({ fields }: StructShape, key: string): string | undefined {
  if (Object.hasOwn(fields, key)) return key;
  const lower = key.toLowerCase();
  return Object.keys(fields).find((field) => field.toLowerCase() === lower);
}

function mismatch(value: JsonValue, shape: Shape, place: Place | undefined): DecodeError {
  const target =
    place === undefined
      ? `Go value of type ${shape.type}`
      : `Go struct field ${place.struct}.${place.path} of type ${shape.type}`;
  return new DecodeError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${describe(value)} into ${target}`,
  );
}

function describe(value: JsonValue): string {
  if (Array.isArray(value)) return "array";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "bigint":
      return "number";
    default:
      return typeof value;
  }
}
