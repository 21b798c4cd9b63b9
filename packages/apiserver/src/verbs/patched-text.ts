import type { JsonArray, JsonValue } from "@flux-ts/base";
import { isJsonObject, sortKeys, stringifyJson } from "@flux-ts/base";
import { metadataInOrder } from "../resources/internal/metadata-order.ts";

/**
 * A patched object as the real server prints it: objects that the patch went through by their keys, everything else
 * as its own types print it. Parts that are shared with the current object were not touched.
 */
export function patchedText(patched: JsonValue, current: JsonValue | undefined): string {
  return stringifyJson(ordered(patched, current, ""));
}

function ordered(patched: JsonValue, current: JsonValue | undefined, name: string): JsonValue {
  if (patched === current) return untouched(patched, name);
  if (Array.isArray(patched)) {
    const before: JsonArray = Array.isArray(current) ? (current as JsonArray) : [];
    return (patched as JsonArray).map((item, index) => ordered(item, before[index], ""));
  }
  if (!isJsonObject(patched)) return patched;
  const before = isJsonObject(current) ? current : {};
  const keys = Object.keys(patched).toSorted();
  return Object.fromEntries<JsonValue>(keys.map((key) => [key, ordered(patched[key] as JsonValue, before[key], key)]));
}

/** Types print their fields in an order of their own, maps by their keys. */
function untouched(value: JsonValue, name: string): JsonValue {
  if (maps.has(name)) return sortKeys(value);
  return name === "metadata" && isJsonObject(value) ? metadataInOrder(value) : value;
}

/** Fields that are maps wherever they stand. */
const maps = new Set(["annotations", "binaryData", "data", "labels", "matchLabels", "nodeSelector", "stringData"]);
