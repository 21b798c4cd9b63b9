import type { KubeObject } from "@flux-ts/base";
import type { ObjectType } from "../object-type.ts";

/** How objects of a version become those that are stored, and back. */
export interface Conversion {
  toStored(object: KubeObject): KubeObject;
  fromStored(object: KubeObject): KubeObject;
}

/** The type of a version that is not the stored one; `storage` is that of the one that is. */
export function convertedType(type: ObjectType, storage: ObjectType, conversion: Conversion): ObjectType {
  const shown = new WeakMap<KubeObject, KubeObject>();
  return {
    ...type,
    toStored: (object) => storage.toStored(conversion.toStored(type.toStored(object))),
    fromStored: (object) => {
      let known = shown.get(object);
      if (known === undefined) shown.set(object, (known = conversion.fromStored(object)));
      return known;
    },
  };
}
