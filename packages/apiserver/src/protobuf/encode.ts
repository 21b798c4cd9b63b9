import type { JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject, stringifyJson } from "@flux-ts/base";
import type { FieldType, MessageType, WireType } from "./types.ts";
import { MessageWriter } from "./wire.ts";

/** Writes JSON as the message that says the same. Fields that the message does not have are left out. */
function encodeMessage(object: JsonObject, message: MessageType): Uint8Array {
  const writer = new MessageWriter();
  for (const [number, field] of message) {
    // A message whose fields stand in the object itself is written even when it is empty: it says nothing then.
    if (field.name === "") writer.bytes(number, encodeInline(object, field));
    else writeField(writer, number, field, getOwn(object, field.name));
  }
  return writer.finish();
}

const encoded = new WeakMap<JsonObject, Uint8Array>();

/** As {@link encodeMessage}, for objects that never change: once for as long as the object lives. */
export function encodeMessageOnce(object: JsonObject, message: MessageType): Uint8Array {
  let bytes = encoded.get(object);
  if (bytes === undefined) encoded.set(object, (bytes = encodeMessage(object, message)));
  return bytes;
}

function encodeInline(object: JsonObject, { type }: FieldType): Uint8Array {
  return type.kind === "message" ? encodeMessage(object, type.message()) : new Uint8Array();
}

function writeField(writer: MessageWriter, number: number, field: FieldType, value: JsonValue | undefined): void {
  if (value === undefined || value === null) return;
  const { shape, type } = field;
  if (shape === "one") return writeValue(writer, number, type, value);
  if (shape === "list") {
    if (!Array.isArray(value)) return;
    for (const item of value as readonly JsonValue[]) writeValue(writer, number, type, item);
    return;
  }
  if (!isJsonObject(value)) return;
  for (const key of Object.keys(value).toSorted()) {
    const entry = new MessageWriter();
    entry.text(1, key);
    writeValue(entry, 2, type, value[key] as JsonValue);
    writer.bytes(number, entry.finish());
  }
}

function writeValue(writer: MessageWriter, number: number, type: WireType, value: JsonValue): void {
  switch (type.kind) {
    case "text":
      return writer.text(number, textOf(value));
    case "bytes":
      return writer.bytes(number, Buffer.from(textOf(value), "base64"));
    case "integer":
      return writer.integer(number, integerOf(value));
    case "boolean":
      return writer.integer(number, value === true ? 1n : 0n);
    case "double":
      return writer.double(number, Number(value));
    default:
      return writer.bytes(number, encodeNested(type, value));
  }
}

type NestedType = Exclude<WireType, { readonly kind: "text" | "bytes" | "integer" | "boolean" | "double" }>;

function encodeNested(type: NestedType, value: JsonValue): Uint8Array {
  switch (type.kind) {
    case "message":
      return isJsonObject(value) ? encodeMessage(value, type.message()) : new Uint8Array();
    case "wrappedTexts":
      return build((writer) => listOf(value).forEach((item) => writer.text(1, textOf(item))));
    case "time":
    case "microTime":
      return encodeTime(textOf(value));
    case "quantity":
      return build((writer) => writer.text(1, textOf(value)));
    case "intOrString":
      return encodeIntOrString(value);
    case "raw":
      return build((writer) => writer.text(1, stringifyJson(value)));
    case "schemaOr":
      return encodeSchemaOr(type, value);
  }
}

function encodeSchemaOr(
  { other, schema }: Extract<WireType, { readonly kind: "schemaOr" }>,
  value: JsonValue,
): Uint8Array {
  return build((writer) => {
    if (other === "flag") {
      writer.integer(1, value === false ? 0n : 1n);
      if (isJsonObject(value)) writer.bytes(2, encodeMessage(value, schema()));
    } else if (isJsonObject(value)) {
      writer.bytes(1, encodeMessage(value, schema()));
    } else {
      for (const item of listOf(value)) {
        if (isJsonObject(item)) writer.bytes(2, encodeMessage(item, schema()));
        else writer.text(2, textOf(item));
      }
    }
  });
}

/** Seconds and nanoseconds since 1970. */
function encodeTime(time: string): Uint8Array {
  const ms = Date.parse(time);
  const fraction = /\.(\d{1,9})/.exec(time)?.[1] ?? "";
  return build((writer) => {
    writer.integer(1, BigInt(Math.floor(ms / 1000)));
    writer.integer(2, BigInt(fraction.padEnd(9, "0")));
  });
}

function encodeIntOrString(value: JsonValue): Uint8Array {
  const isText = typeof value === "string";
  return build((writer) => {
    writer.integer(1, isText ? 1n : 0n);
    writer.integer(2, isText ? 0n : integerOf(value));
    writer.text(3, isText ? value : "");
  });
}

function build(write: (writer: MessageWriter) => void): Uint8Array {
  const writer = new MessageWriter();
  write(writer);
  return writer.finish();
}

function textOf(value: JsonValue): string {
  return typeof value === "string" ? value : stringifyJson(value);
}

function integerOf(value: JsonValue): bigint {
  return typeof value === "bigint" ? value : BigInt(Math.trunc(Number(value)) || 0);
}

function listOf(value: JsonValue): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
