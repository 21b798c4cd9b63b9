import { isJsonObject, omitKeys, setOwn } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import type { DecodeOutcome } from "./decode-outcome.ts";
import type { GoType, Scalar, StructType } from "./go-types.ts";
import { readScalar } from "./scalars.ts";
import type { BuiltinKind } from "./schemas.ts";
import { converterMismatch, jsonMismatch } from "./texts.ts";
import type { Place } from "./texts.ts";

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
  const value = readFields(object, type, undefined, reading);
  if (reading.failure !== undefined) return { decoded: false, message: reading.failure };
  return { decoded: true, value, unknownFields: reading.unknownFields };
}

interface Reading {
  readonly decoder: Decoder;
  readonly unknownFields: string[];
  /** The first failure; what comes after it is not looked at. */
  failure: string | undefined;
}

/** A step of the way from the root to a value. Its texts are made only when there is something to say about it. */
interface Step {
  readonly above: Step | undefined;
  /** The struct whose field it is; undefined for an item of a list or map. */
  readonly struct: StructType | undefined;
  readonly key: string | number;
}

function readFields(object: JsonObject, type: StructType, above: Step | undefined, reading: Reading): JsonObject {
  const gone: string[] = [];
  let changed: JsonObjectDraft | undefined;
  for (const key of Object.keys(object)) {
    const field = type.fields.get(key);
    const old = object[key] as JsonValue;
    let value: JsonValue | undefined;
    if (field === undefined) reading.unknownFields.push(placeOf({ above, struct: type, key }).path);
    else if (old !== null) value = readValue(old, field, { above, struct: type, key }, reading);
    if (reading.failure !== undefined) return object;
    if (value === undefined) gone.push(key);
    else if (value !== old) setOwn((changed ??= { ...object }), key, value);
  }
  return gone.length === 0 ? (changed ?? object) : omitKeys(changed ?? object, gone);
}

function readValue(value: JsonValue, type: GoType, step: Step, reading: Reading): JsonValue {
  switch (type.kind) {
    case "raw":
      return value;
    case "struct":
      if (isJsonObject(value)) return readFields(value, type, step, reading);
      return fail(value, type, step, reading);
    case "map":
      if (isJsonObject(value)) return readMap(value, type.element, step, reading);
      return fail(value, type, step, reading);
    case "slice":
      if (Array.isArray(value)) return readList(value as JsonArray, type.element, step, reading);
      return fail(value, type, step, reading);
    default:
      return readLeaf(value, type, step, reading);
  }
}

function readMap(object: JsonObject, element: GoType, above: Step, reading: Reading): JsonObject {
  let changed: JsonObjectDraft | undefined;
  for (const key of Object.keys(object)) {
    const old = object[key] as JsonValue;
    const value = readElement(old, element, { above, struct: undefined, key }, reading);
    if (value !== old) setOwn((changed ??= { ...object }), key, value);
  }
  return changed ?? object;
}

function readList(list: JsonArray, element: GoType, above: Step, reading: Reading): JsonArray {
  let changed: JsonValue[] | undefined;
  for (let key = 0; key < list.length; key++) {
    const old = list[key] as JsonValue;
    const value = readElement(old, element, { above, struct: undefined, key }, reading);
    if (value !== old) (changed ??= [...list])[key] = value;
  }
  return changed ?? list;
}

function readElement(value: JsonValue, type: GoType, step: Step, reading: Reading): JsonValue {
  if (reading.failure !== undefined) return value;
  return value === null ? zeroValues[type.kind] : readValue(value, type, step, reading);
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
  step: Step,
  reading: Reading,
): JsonValue {
  if (typeof value === "string" && type.kind === "string") return value;
  const read = readScalar(value, type.kind);
  if ("value" in read) return read.value;
  if ("message" in read) reading.failure = read.message;
  else fail(value, { ...type, name: read.expected }, step, reading);
  return value;
}

function fail(value: JsonValue, type: GoType, step: Step, reading: Reading): JsonValue {
  reading.failure =
    reading.decoder === "json" ? jsonMismatch(value, type, placeOf(step)) : converterMismatch(value, type);
  return value;
}

const root: Place = { path: "", fields: "", struct: undefined };

function placeOf({ above, struct, key }: Step): Place {
  const around = above === undefined ? root : placeOf(above);
  if (typeof key === "number") return { ...around, path: `${around.path}[${key}]` };
  const path = join(around.path, key);
  return struct === undefined ? { ...around, path } : { path, fields: join(around.fields, key), struct };
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}
