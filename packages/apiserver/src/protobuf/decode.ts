import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { parseJson, setOwn } from "@flux-ts/base";
import type { FieldType, MessageType, WireType } from "./types.ts";
import type { WireField } from "./wire.ts";
import { readFields, WireError } from "./wire.ts";

/**
 * Reads a message as the JSON that says the same. Fields it does not know are left out.
 *
 * @throws WireError
 */
export function decodeMessage(bytes: Uint8Array, message: MessageType): JsonObject {
  const object: JsonObjectDraft = {};
  decodeInto(object, bytes, message);
  return object;
}

function decodeInto(object: JsonObjectDraft, bytes: Uint8Array, message: MessageType): void {
  for (const wire of readFields(bytes)) {
    const field = message.get(wire.number);
    if (field !== undefined) addField(object, field, wire);
  }
}

function addField(object: JsonObjectDraft, { name, type, shape }: FieldType, wire: WireField): void {
  if (name === "") {
    if (type.kind === "message") decodeInto(object, wire.bytes, type.message());
    return;
  }
  switch (shape) {
    case "one":
      setOwn(object, name, decodeValue(wire, type));
      break;
    case "list":
      setOwn(object, name, [...((object[name] as readonly JsonValue[] | undefined) ?? []), decodeValue(wire, type)]);
      break;
    case "map": {
      const entries: JsonObjectDraft = { ...(object[name] as JsonObject | undefined) };
      const [key, value] = decodeEntry(wire.bytes, type);
      setOwn(entries, key, value);
      setOwn(object, name, entries);
      break;
    }
  }
}

function decodeEntry(bytes: Uint8Array, type: WireType): readonly [string, JsonValue] {
  const { 1: key, 2: value } = fieldsByNumber(bytes);
  return [key ? textOf(key.bytes) : "", decodeValue(value ?? { number: 2, scalar: 0n, bytes: new Uint8Array() }, type)];
}

function decodeValue(wire: WireField, type: WireType): JsonValue {
  switch (type.kind) {
    case "text":
      return textOf(wire.bytes);
    case "bytes":
      return Buffer.from(wire.bytes).toString("base64");
    case "integer":
      return integerOf(wire);
    case "boolean":
      return wire.scalar === 1n;
    case "double":
      return doubleOf(wire);
    case "message":
      return decodeMessage(wire.bytes, type.message());
    case "wrappedTexts":
      return [...readFields(wire.bytes)].map(({ bytes }) => textOf(bytes));
    case "time":
    case "microTime":
      return timeOf(wire, type.kind === "microTime" ? 6 : 0);
    case "quantity":
      return textOf(fieldsByNumber(wire.bytes)[1]?.bytes ?? new Uint8Array());
    case "intOrString":
      return intOrString(wire);
    case "raw":
      return rawOf(wire);
    case "schemaOr":
      return schemaOr(wire, type);
  }
}

function fieldsByNumber(bytes: Uint8Array): { readonly [number: number]: WireField | undefined } {
  return Object.fromEntries([...readFields(bytes)].map((field) => [field.number, field]));
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function textOf(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new WireError("a text is not UTF-8");
  }
}

function integerOf({ scalar = 0n }: WireField): JsonValue {
  const value = BigInt.asIntN(64, scalar);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function doubleOf({ scalar = 0n }: WireField): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, scalar);
  return view.getFloat64(0);
}

/** The zero time of Go, which has no fields, is null in JSON. */
function timeOf({ bytes }: WireField, digits: number): JsonValue {
  const { 1: seconds, 2: nanos } = fieldsByNumber(bytes);
  if (seconds === undefined) return null;
  const whole = new Date(Number(BigInt.asIntN(64, seconds.scalar ?? 0n)) * 1000).toISOString().slice(0, 19);
  const fraction = String(nanos?.scalar ?? 0n)
    .padStart(9, "0")
    .slice(0, digits);
  return digits === 0 ? `${whole}Z` : `${whole}.${fraction}Z`;
}

function intOrString({ bytes }: WireField): JsonValue {
  const { 1: isText, 2: number, 3: text } = fieldsByNumber(bytes);
  if (isText?.scalar === 1n) return textOf(text?.bytes ?? new Uint8Array());
  return number === undefined ? 0 : Number(BigInt.asIntN(32, number.scalar ?? 0n));
}

/** Field 1 says the flag or holds the schema, field 2 holds what is more than one. */
function schemaOr(
  { bytes }: WireField,
  { other, schema }: Extract<WireType, { readonly kind: "schemaOr" }>,
): JsonValue {
  const fields = [...readFields(bytes)];
  const first = fields.find(({ number }) => number === 1);
  const rest = fields.filter(({ number }) => number === 2);
  if (other === "flag") {
    const [given] = rest;
    return given === undefined ? first?.scalar === 1n : decodeMessage(given.bytes, schema());
  }
  if (first !== undefined) return decodeMessage(first.bytes, schema());
  return rest.map((field) => (other === "texts" ? textOf(field.bytes) : decodeMessage(field.bytes, schema())));
}

/** JSON within a message. */
function rawOf({ bytes }: WireField): JsonValue {
  const raw = fieldsByNumber(bytes)[1];
  if (raw === undefined || raw.bytes.length === 0) return null;
  try {
    return parseJson(textOf(raw.bytes));
  } catch (error) {
    if (error instanceof SyntaxError) throw new WireError(`embedded JSON: ${error.message}`);
    throw error;
  }
}
