import { createHash } from "node:crypto";
import type { JsonObject } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";
import type { Call } from "../request/call.ts";
import { headerOf } from "../request/call.ts";
import type { Reply } from "../request/reply.ts";

/** A document in the forms in which it may be had: each is made when somebody asks for it. */
export interface Document {
  /** Of what it is made of. */
  readonly hash: string;
  readonly value: () => JsonObject;
  readonly json: () => string;
  readonly protobuf: () => Uint8Array;
}

export function createDocument(
  seed: string,
  make: () => JsonObject,
  encode: (document: JsonObject) => Uint8Array,
): Document {
  const json = once(() => stringifyJson(make()));
  const value = (): JsonObject => JSON.parse(json()) as JsonObject;
  return { hash: hashOf(seed), value, json, protobuf: once(() => encode(value())) };
}

function once<T>(make: () => T): () => T {
  let made: { readonly it: T } | undefined;
  return () => (made ??= { it: make() }).it;
}

function hashOf(seed: string): string {
  return createHash("sha512").update(seed).digest("hex").toUpperCase();
}

const json = "application/json";

/** The media type of a document in protobuf; clients of old write an `@` into it. */
function protobufType(version: "v2" | "v3"): string {
  return `application/com.github.proto-openapi.spec.${version}.v1.0+protobuf`;
}

/** The form that a client asks for first; undefined when there is none of those it names. */
export function chosenType(call: Call, version: "v2" | "v3"): string | undefined {
  const protobuf = protobufType(version);
  const old = protobuf.replace(`${version}.v1.0`, `${version}@v1.0`);
  const accept = headerOf(call.headers, "accept") || "*/*";
  const ranges = accept.split(",").map((range) => range.split(";", 1)[0]?.trim() ?? "");
  for (const range of ranges) {
    if ([json, "*/*", "application/*"].includes(range)) return json;
    if (range === protobuf || range === old) return protobuf;
  }
  return undefined;
}

const empty = { kind: "text", headers: {}, text: "" } as const;

/** The document in a form, or nothing when the client has it already. */
export function sendDocument(
  document: Document,
  type: string,
  call: Call,
  further: { readonly [name: string]: string },
): Reply {
  const headers = { "content-type": type, etag: `"${document.hash}"`, ...further };
  if (headerOf(call.headers, "if-none-match") === headers.etag) return { ...empty, status: 304, headers };
  if (type === json) return { kind: "text", status: 200, headers, text: document.json() };
  return { kind: "value", status: 200, headers, body: document.value(), encoded: document.protobuf };
}
