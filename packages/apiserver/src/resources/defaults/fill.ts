import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue, KubeObject } from "@flux-ts/base";
import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";

type Presets = { readonly [field: string]: JsonValue | undefined };

/** The object with the fields that it does not have; the same object when it has all of them. */
export function fill<T extends JsonObject>(object: T, presets: Presets): T {
  let filled: JsonObjectDraft | undefined;
  for (const field of Object.keys(presets)) {
    const preset = presets[field];
    // What Go prints as null is not set either.
    if (preset === undefined || (getOwn<JsonValue | undefined>(object, field) ?? null) !== null) continue;
    setOwn((filled ??= { ...object }), field, preset);
  }
  return (filled as T | undefined) ?? object;
}

/** The object with the object in one of its fields changed; unchanged when there is none. */
export function inField<T extends JsonObject>(object: T, field: string, change: (value: JsonObject) => JsonObject): T {
  const value = object[field];
  if (!isJsonObject(value)) return object;
  const changed = change(value);
  return changed === value ? object : { ...object, [field]: changed };
}

/** The object with the objects of a list in one of its fields changed. */
export function inItems<T extends JsonObject>(object: T, field: string, change: (item: JsonObject) => JsonObject): T {
  const list = object[field];
  if (!Array.isArray(list)) return object;
  const items = list as JsonArray;
  let changed: JsonValue[] | undefined;
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as JsonValue;
    const filled = isJsonObject(item) ? change(item) : item;
    if (filled !== item) (changed ??= [...items])[index] = filled;
  }
  return changed === undefined ? object : { ...object, [field]: changed };
}

/** A default of the spec of a kind. */
export function inSpec(change: (spec: JsonObject) => JsonObject): (object: KubeObject) => KubeObject {
  return (object) => inField(object, "spec", change);
}

/** Changes carried out one after the other. */
export function chain<T>(...changes: readonly ((value: T) => T)[]): (value: T) => T {
  return (value) => changes.reduce((changed, change) => change(changed), value);
}
