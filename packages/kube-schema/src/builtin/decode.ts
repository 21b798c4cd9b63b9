import { isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import type { DecodeOutcome } from "./decode-outcome.ts";
import type { GoType, Scalar, StructType } from "./go-types.ts";
import { readScalar } from "./scalars.ts";
import type { BuiltinKind } from "./schemas.ts";
import { converterMismatch, jsonMismatch } from "./texts.ts";

/** Which of the API server's two decoders reads the object; they word type errors differently. */
export type Decoder =
  /** Request bodies, JSON patches and merge patches. */
  | "json"
  /** The result of strategic merge patches and of server-side apply. */
  | "converter";

/**
 * Reads an object as the Go type of its kind: drops unknown fields and nulls, brings quantities and times into their
 * canonical form, and stops at the first value of a wrong type. Parts that do not change are shared.
 */
export function decodeBuiltin(object: JsonObject, kind: BuiltinKind, decoder: Decoder = "json"): DecodeOutcome {
  return decodeStruct(object, kind.type, decoder);
}

/** {@link decodeBuiltin} for one struct; paths of unknown fields start at it. */
export function decodeStruct(object: JsonObject, type: StructType, decoder: Decoder = "json"): DecodeOutcome {
  const reading: Reading = { decoder, unknownFields: [], failure: undefined };
  const value = readFields(object, type, { path: "", fields: "", struct: undefined }, reading);
  if (reading.failure !== undefined) return { decoded: false, message: reading.failure };
  return { decoded: true, value, unknownFields: reading.unknownFields };
}

interface Reading {
  readonly decoder: Decoder;
  readonly unknownFields: string[];
  /** The first failure; what comes after it is not looked at. */
  failure: string | undefined;
}

export interface Place {
  /** `spec.containers[0].name` */
  readonly path: string;
  /** The path as Go's errors have it, without indices and map keys: `spec.containers.name`. */
  readonly fields: string;
  /** The innermost struct. */
  readonly struct: StructType | undefined;
}

function readFields(object: JsonObject, type: StructType, place: Place, reading: Reading): JsonObject {
  let changed: JsonObjectDraft | undefined;
  for (const key of Object.keys(object)) {
    const field = type.fields.get(key);
    const old = object[key] as JsonValue;
    if (field === undefined) reading.unknownFields.push(join(place.path, key));
    const below = { path: join(place.path, key), fields: join(place.fields, key), struct: type };
    const value = field === undefined || old === null ? undefined : readValue(old, field, below, reading);
    if (reading.failure !== undefined) return object;
    if (value === old) continue;
    changed ??= { ...object };
    if (value === undefined) delete changed[key];
    else setOwn(changed, key, value);
  }
  return changed ?? object;
}

function readValue(value: JsonValue, type: GoType, place: Place, reading: Reading): JsonValue {
  switch (type.kind) {
    case "raw":
      return value;
    case "struct":
      if (isJsonObject(value)) return readFields(value, type, place, reading);
      return fail(value, type, place, reading);
    case "map":
      if (isJsonObject(value)) return readMap(value, type.element, place, reading);
      return fail(value, type, place, reading);
    case "slice":
      if (Array.isArray(value)) return readList(value as JsonArray, type.element, place, reading);
      return fail(value, type, place, reading);
    default:
      return readLeaf(value, type, place, reading);
  }
}

function readMap(object: JsonObject, element: GoType, place: Place, reading: Reading): JsonObject {
  let changed: JsonObjectDraft | undefined;
  for (const key of Object.keys(object)) {
    const old = object[key] as JsonValue;
    const value = readElement(old, element, { ...place, path: join(place.path, key) }, reading);
    if (value !== old) setOwn((changed ??= { ...object }), key, value);
  }
  return changed ?? object;
}

function readList(list: JsonArray, element: GoType, place: Place, reading: Reading): JsonArray {
  const values = list.map((old, index) =>
    readElement(old, element, { ...place, path: `${place.path}[${index}]` }, reading),
  );
  return values.some((value, index) => value !== list[index]) ? values : list;
}

function readElement(value: JsonValue, type: GoType, place: Place, reading: Reading): JsonValue {
  if (reading.failure !== undefined) return value;
  return value === null ? zeroValues[type.kind] : readValue(value, type, place, reading);
}

/** What a null in a list or map becomes. */
const zeroValues: { readonly [kind in GoType["kind"]]: JsonValue } = {
  struct: {},
  map: null,
  slice: null,
  raw: null,
  string: "",
  bool: false,
  int32: 0,
  int64: 0,
  float64: 0,
  bytes: null,
  quantity: "0",
  "int-or-string": 0,
  time: null,
  "micro-time": null,
};

function readLeaf(
  value: JsonValue,
  type: { readonly kind: Scalar; readonly name: string },
  place: Place,
  reading: Reading,
): JsonValue {
  const read = readScalar(value, type.kind);
  if ("value" in read) return read.value;
  if ("message" in read) reading.failure = read.message;
  else fail(value, { ...type, name: read.expected }, place, reading);
  return value;
}

function fail(value: JsonValue, type: GoType, place: Place, reading: Reading): JsonValue {
  reading.failure = reading.decoder === "json" ? jsonMismatch(value, type, place) : converterMismatch(value, type);
  return value;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
