import type { JsonObject, JsonValue } from "@flux-ts/base";
import { valueAt, withField } from "./value.ts";

type Path = readonly (string | number)[];

/**
 * Places of an object that hold one scalar. The real tool puts the very same node into all maps where it adds a label or
 * an annotation, and later changes nodes in place: a label that an overlay changes in the metadata alone is changed in
 * the selector, too.
 */
export type SharedScalar = readonly Path[];

/** The object and its shared scalars after a change: what was changed in one place is changed in all of its places. */
export function spreadChanges(
  before: JsonObject,
  after: JsonObject,
  shared: readonly SharedScalar[],
): { readonly object: JsonObject; readonly shared: readonly SharedScalar[] } {
  let object = after;
  const kept: SharedScalar[] = [];
  for (const places of shared) {
    const present = places.filter((place) => isScalar(valueAt(after, ...place)));
    const changed = present.find((place) => valueAt(after, ...place) !== valueAt(before, ...place));
    if (changed !== undefined) {
      const value = valueAt(after, ...changed) as JsonValue;
      for (const place of present) object = withValue(object, place, value) as JsonObject;
    }
    if (present.length > 1) kept.push(present.length === places.length ? places : present);
  }
  return { object, shared: kept };
}

function isScalar(value: JsonValue | undefined): boolean {
  return value !== undefined && (value === null || typeof value !== "object");
}

function withValue(target: JsonValue | undefined, [step, ...rest]: Path, value: JsonValue): JsonValue {
  if (step === undefined) return value;
  const next = withValue(valueAt(target, step), rest, value);
  if (Array.isArray(target)) return target.map((item: JsonValue, index) => (index === step ? next : item));
  return withField(target as JsonObject, String(step), next);
}
