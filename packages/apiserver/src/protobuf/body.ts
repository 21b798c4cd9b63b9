import type { JsonObject } from "@flux-ts/base";
import type { Call } from "../request/call.ts";
import { headerOf } from "../request/call.ts";
import { badRequest } from "../status/errors.ts";
import { decodeMessage } from "./decode.ts";
import { magic, protobufType } from "./envelope.ts";
import type { MessageKinds } from "./kinds.ts";
import { readFields, WireError } from "./wire.ts";

/** Turns calls with a protobuf body into calls with the same body as a value. */
export type ProtobufBodies = (call: Call) => Call;

export function createProtobufBodies(kinds: MessageKinds): ProtobufBodies {
  return (call) => {
    const { body } = call;
    if (!(body instanceof Uint8Array) || !(headerOf(call.headers, "content-type") ?? "").startsWith(protobufType)) {
      return call;
    }
    const { apiVersion, kind, raw } = readEnvelope(body);
    const message = kinds.get(apiVersion, kind);
    if (message === undefined) throw badRequest(`no kind "${kind}" is registered for version "${apiVersion}"`);
    const value = { apiVersion, kind, ...attempt(() => decodeMessage(raw, message)) };
    return { ...call, body: { value }, headers: { ...call.headers, "content-type": "application/json" } };
  };
}

interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
}

/** Objects come wrapped, behind four bytes that say what this is. */
function readEnvelope(body: Uint8Array): Envelope {
  const begin = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!begin.subarray(0, magic.length).equals(magic)) {
    throw badRequest("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
  }
  return attempt(() => {
    const texts = new Map<number, string>();
    let raw: Uint8Array = new Uint8Array();
    for (const field of readFields(begin.subarray(magic.length))) {
      if (field.number === 2) raw = field.bytes;
      if (field.number !== 1) continue;
      for (const { number, bytes } of readFields(field.bytes)) texts.set(number, Buffer.from(bytes).toString());
    }
    return { apiVersion: texts.get(1) ?? "", kind: texts.get(2) ?? "", raw };
  });
}

function attempt<T extends JsonObject | Envelope>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof WireError) throw badRequest(`unable to decode protobuf: ${error.message}`);
    throw error;
  }
}
