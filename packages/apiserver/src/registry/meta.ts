import type { JsonObject, KubeObject, ObjectMeta } from "@flux-ts/base";

/** The object with other metadata; fields set to undefined are left out. */
export function withMeta(
  object: KubeObject,
  changes: { readonly [K in keyof ObjectMeta]?: ObjectMeta[K] | undefined },
): KubeObject {
  const metadata = Object.fromEntries(
    Object.entries({ ...object.metadata, ...changes }).filter(([, value]) => value !== undefined),
  ) as ObjectMeta;
  return { ...object, metadata };
}

/** The object without one of its top-level fields. */
export function withoutField(object: KubeObject, field: string): KubeObject {
  if (!Object.hasOwn(object, field)) return object;
  const { [field]: _removed, ...rest } = object as JsonObject;
  return rest as KubeObject;
}

/** The object with a top-level field as another object has it. */
export function withFieldOf(object: KubeObject, source: KubeObject, field: string): KubeObject {
  const value = source[field];
  return value === undefined ? withoutField(object, field) : { ...object, [field]: value };
}
