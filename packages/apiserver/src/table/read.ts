import type { JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";

/** The value under field names joined by dots; undefined when there is none. */
export function valueAt(object: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (const name of path.split(".")) value = isJsonObject(value) ? getOwn(value, name) : undefined;
  return value;
}

export function textAt(object: JsonObject, path: string, fallback = ""): string {
  const value = valueAt(object, path);
  return typeof value === "string" && value !== "" ? value : fallback;
}

export function numberAt(object: JsonObject, path: string, fallback = 0): number {
  const value = valueAt(object, path);
  return typeof value === "number" ? value : fallback;
}

export function objectAt(object: JsonObject, path: string): JsonObject {
  const value = valueAt(object, path);
  return isJsonObject(value) ? value : {};
}

/** The objects of a list; what is none is left out. */
export function itemsAt(object: JsonObject, path: string): readonly JsonObject[] {
  const value = valueAt(object, path);
  return Array.isArray(value) ? value.filter((item: JsonValue): item is JsonObject => isJsonObject(item)) : [];
}

export function textsAt(object: JsonObject, path: string): readonly string[] {
  const value = valueAt(object, path);
  return Array.isArray(value) ? value.filter((item: JsonValue): item is string => typeof item === "string") : [];
}

/** `a=b,c=d` by key, or `<none>`. */
export function labelsText(labels: JsonObject): string {
  const pairs = Object.keys(labels)
    .toSorted()
    .map((key) => `${key}=${scalarText(labels[key])}`);
  return pairs.length === 0 ? none : pairs.join(",");
}

/** A list in one cell, or `<none>`. */
export function listText(texts: readonly string[]): string {
  return texts.length === 0 ? none : texts.join(",");
}

/** The first few of a list and how many more there are. */
export function shortList(texts: readonly string[], limit = 3): string {
  if (texts.length <= limit) return listText(texts);
  return `${texts.slice(0, limit).join(",")} + ${texts.length - limit} more...`;
}

export function scalarText(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : value === undefined || typeof value === "object" ? "" : String(value);
}

export const none = "<none>";
export const unknown = "<unknown>";
export const unset = "<unset>";
