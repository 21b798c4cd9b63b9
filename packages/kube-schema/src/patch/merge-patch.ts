import { equalJson, getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";

/**
 * Applies a JSON merge patch (RFC 7386): objects merge, `null` removes, everything else replaces.
 * Unlike the RFC and like the API server, `null` fields of objects inside a new list are dropped too.
 */
export function applyMergePatch(document: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isJsonObject(patch)) return withoutNulls(patch);
  const base = isJsonObject(document) ? document : {};
  const merged: JsonObjectDraft = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else setOwn(merged, key, applyMergePatch(getOwn(base, key), value));
  }
  return merged;
}

function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isJsonObject(value)) return value;
  const kept: JsonObjectDraft = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== null) setOwn(kept, key, withoutNulls(item));
  }
  return kept;
}

/**
 * The smallest merge patch that turns `before` into `after`; `{}` when they are equal.
 * A merge patch cannot say "this field becomes null": such fields of `after` count as absent.
 */
export function createMergePatch(before: JsonObject, after: JsonObject): JsonObject {
  const patch: JsonObjectDraft = {};
  for (const key of Object.keys(before)) {
    if (getOwn(before, key) !== null && (getOwn(after, key) ?? null) === null) setOwn(patch, key, null);
  }
  for (const [key, value] of Object.entries(after)) {
    if (value === null) continue;
    const old = getOwn(before, key);
    if (equalJson(old, value)) continue;
    setOwn(patch, key, isJsonObject(old) && isJsonObject(value) ? createMergePatch(old, value) : value);
  }
  return patch;
}
