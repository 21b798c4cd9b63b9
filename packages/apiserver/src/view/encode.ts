import type { JsonObject } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";

/** Bytes of JSON that are remembered at least, and at most twice that. */
const remembered = 16 * 1024 * 1024;

/** What was asked for lately, and before that; together they forget what nobody has asked for in a while. */
let recent = new WeakMap<JsonObject, Uint8Array>();
let earlier = new WeakMap<JsonObject, Uint8Array>();
let recentBytes = 0;

/** The JSON of an object that never changes, made once as long as it is asked for now and then. */
export function encodeOnce(object: JsonObject): Uint8Array {
  const known = recent.get(object);
  if (known !== undefined) return known;
  const bytes = earlier.get(object) ?? Buffer.from(stringifyJson(object));
  if (recentBytes > remembered) {
    earlier = recent;
    recent = new WeakMap();
    recentBytes = 0;
  }
  recent.set(object, bytes);
  recentBytes += bytes.byteLength;
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
