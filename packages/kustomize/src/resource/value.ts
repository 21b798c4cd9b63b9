import type { JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import { notesOf } from "@flux-ts/yaml";

/** A scalar as it would stand in the manifest; `""` for null, collections and nothing. */
export function scalarText(value: JsonValue | undefined): string {
  return value === undefined || value === null || typeof value === "object" ? "" : String(value);
}

/** The text of a scalar field as it was written, `""` for one without value. */
export function fieldText(map: JsonObject, name: string): string {
  const value = getOwn(map, name);
  const notes = notesOf(map);
  const written = notes?.texts.get(name);
  if (written !== undefined && written.value === value) return written.text;
  return value === null && !notes?.blank.has(name) ? "null" : scalarText(value);
}

/** A copy of the object in which one field has another value; without the field when the value is undefined. */
export function withField(object: JsonObject, name: string, value: JsonValue | undefined): JsonObject {
  if (getOwn(object, name) === value) return object;
  const copy = { ...object };
  if (value === undefined) delete copy[name];
  else setOwn(copy, name, value);
  return copy;
}

/** The value at a path of names and indices, or undefined when a part of the path is not there. */
export function valueAt(value: JsonValue | undefined, ...path: readonly (string | number)[]): JsonValue | undefined {
  let current = value;
  for (const step of path) {
    if (typeof step === "number")
      current = Array.isArray(current) ? (current as readonly JsonValue[])[step] : undefined;
    else current = isJsonObject(current) ? getOwn(current, step) : undefined;
  }
  return current;
}

/** The texts of a map of scalars. */
export function textMap(value: JsonValue | undefined): { [key: string]: string } {
  const texts: { [key: string]: string } = {};
  if (!isJsonObject(value)) return texts;
  for (const [key, entry] of Object.entries(value)) setOwn(texts, key, entry === null ? "" : fieldText(value, key));
  return texts;
}

/** Whether nothing would be left of the value in a manifest. */
export function isEmptyValue(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** The items after a change; the same list when no item changes. */
export function mapItems(items: readonly JsonValue[], change: (item: JsonValue) => JsonValue): readonly JsonValue[] {
  let changed = false;
  const next = items.map((item) => {
    const result = change(item);
    if (result !== item) changed = true;
    return result;
  });
  return changed ? next : items;
}
