import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { emitYaml } from "@flux-ts/yaml";
import { MessageWriter } from "../protobuf/wire.ts";

/** Writes a value as the field with a number. */
export type FieldWriter = (writer: MessageWriter, number: number, value: JsonValue) => void;

/** Makes the bytes of a message of what JSON says. */
export type Message = (value: JsonObject) => Uint8Array;

export const text: FieldWriter = (writer, number, value) => {
  if (typeof value === "string") writer.text(number, value);
};

export const flag: FieldWriter = (writer, number, value) => {
  if (value === true) writer.integer(number, 1n);
};

/** A flag that is one of several forms, which is why its being off is told, too. */
export const either: FieldWriter = (writer, number, value) => writer.integer(number, value === true ? 1n : 0n);

export const whole: FieldWriter = (writer, number, value) => {
  if (typeof value === "number" && value !== 0) writer.integer(number, BigInt(Math.trunc(value)));
};

export const double: FieldWriter = (writer, number, value) => {
  if (typeof value === "number" && value !== 0) writer.double(number, value);
};

/** A value of any form: it travels as the text of its YAML. */
export const anything: FieldWriter = (writer, number, value) => writer.bytes(number, yaml(value));

function yaml(value: JsonValue): Uint8Array {
  const writer = new MessageWriter();
  writer.text(2, emitYaml(value));
  return writer.finish();
}

export function inside(message: () => Message): FieldWriter {
  return (writer, number, value) => {
    if (isJsonObject(value)) writer.bytes(number, message()(value));
  };
}

export function listOf(item: FieldWriter): FieldWriter {
  return (writer, number, value) => {
    if (Array.isArray(value)) for (const one of value as readonly JsonValue[]) item(writer, number, one);
  };
}

/** Entries of a map, one message with name and value each. */
export function entriesOf(value: FieldWriter): FieldWriter {
  return (writer, number, map) => {
    if (!isJsonObject(map)) return;
    for (const [name, one] of Object.entries(map)) {
      const entry = new MessageWriter();
      entry.text(1, name);
      value(entry, 2, one);
      writer.bytes(number, entry.finish());
    }
  };
}

/** A message around one field, which stands for the value itself. */
export function wrapped(inner: number, value: FieldWriter): FieldWriter {
  return (writer, number, one) => {
    const message = new MessageWriter();
    value(message, inner, one);
    writer.bytes(number, message.finish());
  };
}

/** Fields by their names in JSON; what starts with `x-` goes to the field for extensions, with its name. */
export function message(
  fields: { readonly [name: string]: readonly [number: number, write: FieldWriter] },
  extensions: number,
): Message {
  const inOrder = Object.entries(fields).toSorted(([, [a]], [, [b]]) => a - b);
  const extension = entriesOf(anything);
  return (value) => {
    const writer = new MessageWriter();
    for (const [name, [number, write]] of inOrder) {
      if (number > extensions) continue;
      const given = value[name];
      if (given !== undefined) write(writer, number, given);
    }
    const further = Object.entries(value).filter(([name]) => name.startsWith("x-"));
    extension(writer, extensions, Object.fromEntries(further));
    return writer.finish();
  };
}
