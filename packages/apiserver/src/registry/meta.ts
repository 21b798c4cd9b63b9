import type { JsonObjectDraft, JsonValue, KubeObject, ObjectMeta } from "@flux-ts/base";
import { omitKeys, setOwn } from "@flux-ts/base";

/** The object with other metadata; fields set to undefined are left out. */
export function withMeta(
  object: KubeObject,
  changes: { readonly [K in keyof ObjectMeta]?: ObjectMeta[K] | undefined },
): KubeObject {
  const merged: { readonly [field: string]: JsonValue | undefined } = { ...object.metadata, ...changes };
  const metadata: JsonObjectDraft = {};
  for (const field of Object.keys(merged)) {
    const value = merged[field];
    if (value !== undefined) setOwn(metadata, field, value);
  }
  return { ...object, metadata: metadata as ObjectMeta };
}

/** The object without one of its top-level fields. */
export function withoutField(object: KubeObject, field: string): KubeObject {
  return Object.hasOwn(object, field) ? (omitKeys(object, [field]) as KubeObject) : object;
}

/** The object with a top-level field as another object has it. */
export function withFieldOf(object: KubeObject, source: KubeObject, field: string): KubeObject {
  const value = source[field];
  return value === undefined ? withoutField(object, field) : { ...object, [field]: value };
}
