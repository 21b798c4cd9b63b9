import { MessageWriter } from "./wire.ts";

export const protobufType = "application/vnd.kubernetes.protobuf";

/** What an object in protobuf begins with. */
export const magic = Buffer.from("k8s\0");

/** Bytes of a message as objects travel: behind four bytes that say what this is, with their type. */
export function wrap(apiVersion: string, kind: string, raw: Uint8Array): Uint8Array {
  const type = new MessageWriter();
  type.text(1, apiVersion);
  type.text(2, kind);
  const envelope = new MessageWriter();
  envelope.bytes(1, type.finish());
  envelope.bytes(2, raw);
  envelope.text(3, "");
  envelope.text(4, "");
  return Buffer.concat([magic, envelope.finish()]);
}
