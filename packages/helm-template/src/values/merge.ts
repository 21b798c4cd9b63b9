import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft } from "@flux-ts/base";

/** What `over` has goes over what `base` has, key by key where both have a map. Null is a value. */
export function mergeMaps(base: JsonObject, over: JsonObject): JsonObject {
  const merged: JsonObjectDraft = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const existing = getOwn(base, key);
    setOwn(merged, key, isJsonObject(existing) && isJsonObject(value) ? mergeMaps(existing, value) : value);
  }
  return merged;
}
