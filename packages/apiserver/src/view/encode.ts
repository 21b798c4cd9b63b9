import type { JsonObject } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";

const encoded = new WeakMap<JsonObject, Uint8Array>();

/** The JSON of an object that never changes, made once for as long as the object lives. */
export function encodeOnce(object: JsonObject): Uint8Array {
  let bytes = encoded.get(object);
  if (bytes === undefined) {
    bytes = Buffer.from(stringifyJson(object));
    encoded.set(object, bytes);
  }
  return bytes;
}

const comma = Buffer.from(",");
const listEnd = Buffer.from("]}");

/** The JSON of a list: its head as an object without items, then the items. */
export function encodeList(head: JsonObject, items: readonly JsonObject[]): readonly Uint8Array[] {
  const parts: Uint8Array[] = [Buffer.from(`${stringifyJson(head).slice(0, -1)},"items":[`)];
  for (const [index, item] of items.entries()) {
    if (index > 0) parts.push(comma);
    parts.push(encodeOnce(item));
  }
  parts.push(listEnd);
  return parts;
}

/** The line of a watch event. */
export function encodeEvent(type: string, object: JsonObject): Uint8Array {
  const bytes = encodeOnce(object);
  return Buffer.concat([Buffer.from(`{"type":"${type}","object":`), bytes, Buffer.from("}\n")]);
}
