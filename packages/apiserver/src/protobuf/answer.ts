import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { Reply, ValueReply, WatchEvent, WatchReply } from "../request/reply.ts";
import { notAcceptable } from "../status/errors.ts";
import { encodeMessageOnce } from "./encode.ts";
import { protobufType, wrap } from "./envelope.ts";
import type { MessageKinds } from "./kinds.ts";
import { MessageWriter } from "./wire.ts";

/** Turns answers into protobuf. Kinds that have no messages are refused with a Status (406), in protobuf as well. */
export type ProtobufAnswers = (reply: Reply) => Reply;

const jsonTypes = ["application/json", "application/yaml"];

export function createProtobufAnswers(kinds: MessageKinds): ProtobufAnswers {
  const frames = new WeakMap<JsonObject, Uint8Array>();
  const encode = (body: JsonValue): Uint8Array | undefined => {
    if (!isJsonObject(body)) return undefined;
    const { apiVersion = "v1", kind = "" } = body as { readonly apiVersion?: string; readonly kind?: string };
    const message = kinds.get(apiVersion, kind);
    return message && wrap(apiVersion, kind, encodeMessageOnce(body, message));
  };
  const refusal = (): ValueReply => {
    const error = notAcceptable(jsonTypes);
    return { kind: "value", status: error.code, headers: error.headers, body: error.toStatus() };
  };
  const inForm = (reply: ValueReply): ValueReply => {
    const bytes = encode(reply.body);
    if (bytes === undefined) return inForm(refusal());
    return { ...reply, headers: { ...reply.headers, "content-type": protobufType }, encoded: () => bytes };
  };
  const frameOf = (event: WatchEvent): Uint8Array => {
    let frame = frames.get(event.value);
    if (frame === undefined) frames.set(event.value, (frame = encodeFrame(event, encode)));
    return frame;
  };
  return (reply) => {
    if (reply.kind === "value") return inForm(reply);
    return reply.kind === "watch" ? framed(reply, frameOf) : reply;
  };
}

function framed({ headers, start, ...reply }: WatchReply, frameOf: (event: WatchEvent) => Uint8Array): WatchReply {
  return {
    ...reply,
    headers: { ...headers, "content-type": `${protobufType};stream=watch` },
    start: (sink) =>
      start({ event: (event) => sink.event({ ...event, line: () => frameOf(event) }), end: () => sink.end() }),
  };
}

/** Events come one behind the other, each with its length before it. */
function encodeFrame({ type, value }: WatchEvent, encode: (body: JsonValue) => Uint8Array | undefined): Uint8Array {
  const object = new MessageWriter();
  object.bytes(1, encode(value["object"] ?? null) ?? new Uint8Array());
  const event = new MessageWriter();
  event.text(1, type);
  event.bytes(2, object.finish());
  const bytes = event.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.byteLength);
  return Buffer.concat([length, bytes]);
}
