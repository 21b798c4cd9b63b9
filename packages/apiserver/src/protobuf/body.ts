import type { GroupVersionKind, JsonObject } from "@flux-ts/base";
import { formatGroupVersion } from "@flux-ts/base";
import type { BuiltinSchemas } from "@flux-ts/kube-schema";
import type { Call } from "../request/call.ts";
import { headerOf } from "../request/call.ts";
import { badRequest } from "../status/errors.ts";
import { decodeMessage } from "./decode.ts";
import type { MessageType } from "./types.ts";
import { MessageTypes } from "./types.ts";
import { readFields, WireError } from "./wire.ts";

const protobufType = "application/vnd.kubernetes.protobuf";

/** Turns calls with a protobuf body into calls with the same body as a value. */
export type ProtobufBodies = (call: Call) => Call;

export function createProtobufBodies(schemas: readonly BuiltinSchemas[]): ProtobufBodies {
  const kinds = messagesByKind(schemas);
  return (call) => {
    const { body } = call;
    if (!(body instanceof Uint8Array) || !(headerOf(call.headers, "content-type") ?? "").startsWith(protobufType)) {
      return call;
    }
    const { apiVersion, kind, raw } = readEnvelope(body);
    const message = kinds.get(`${apiVersion} ${kind}`)?.();
    if (message === undefined) throw badRequest(`no kind "${kind}" is registered for version "${apiVersion}"`);
    const value = { apiVersion, kind, ...attempt(() => decodeMessage(raw, message)) };
    return { ...call, body: { value }, headers: { ...call.headers, "content-type": "application/json" } };
  };
}

/** Kinds that a group version takes from another are in its document, too. */
function messagesByKind(schemas: readonly BuiltinSchemas[]): ReadonlyMap<string, () => MessageType | undefined> {
  const kinds = new Map<string, () => MessageType | undefined>();
  for (const { definitions } of schemas) {
    const messages = new MessageTypes(definitions);
    for (const [definition, schema] of Object.entries(definitions)) {
      for (const kind of (schema["x-kubernetes-group-version-kind"] ?? []) as unknown as readonly GroupVersionKind[]) {
        kinds.set(`${formatGroupVersion(kind)} ${kind.kind}`, () => messages.get(definition));
      }
    }
  }
  return kinds;
}

interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
}

const magic = Buffer.from("k8s\0");

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
