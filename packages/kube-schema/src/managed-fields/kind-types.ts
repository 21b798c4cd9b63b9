import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { ValueType } from "../schema/model.ts";
import { validateTyped } from "../typed/validate.ts";
import type { TypedValue } from "../typed/value.ts";
import type { VersionConverter } from "./managers.ts";

/** The versions of one kind. */
export interface KindTypes {
  /** The type of objects of this version; undefined when the version is not served. */
  typeOf(apiVersion: string): ValueType | undefined;
  /**
   * The object as a served version has it.
   * @default only `apiVersion` changes
   */
  convert?(object: KubeObject, apiVersion: string): KubeObject;
  /**
   * What an object holds before anybody sets a field. A new object is compared with it, so whoever creates it does not
   * own the maps that are always there. See `zeroObject`.
   * @default nothing
   */
  zero?(apiVersion: string): JsonObject;
}

/** Converts between the versions of a kind. Converted objects are remembered, so each is converted once a request. */
export function createConverter(types: KindTypes): VersionConverter {
  const converted = new Map<TypedValue, Map<string, TypedValue | undefined>>();
  return {
    convert: (typed, apiVersion) => {
      const object = typed.value as KubeObject | null;
      if (object?.apiVersion === apiVersion) return typed;
      const known = converted.get(typed) ?? new Map<string, TypedValue | undefined>();
      converted.set(typed, known);
      if (!known.has(apiVersion)) known.set(apiVersion, convertTo(object, apiVersion, types));
      return known.get(apiVersion);
    },
  };
}

function convertTo(object: KubeObject | null, apiVersion: string, types: KindTypes): TypedValue | undefined {
  const type = types.typeOf(apiVersion);
  if (type === undefined) return undefined;
  if (object === null) return { value: null, type };
  const value = types.convert ? types.convert(object, apiVersion) : { ...object, apiVersion };
  const typed = { value, type };
  // Stored under another schema, perhaps: who owned it there cannot be said any more.
  return validateTyped(typed, { allowDuplicates: true }).length > 0 ? undefined : typed;
}
