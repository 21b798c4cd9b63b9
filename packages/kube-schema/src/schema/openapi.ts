import type { JsonObject } from "@flux-ts/base";
import type { TypeLibrary, ValueType } from "./model.ts";

/** The types of OpenAPI v3 component schemas, by name. `$ref`s are followed within `definitions`. */
export function openApiTypes(_definitions: { readonly [name: string]: JsonObject }): TypeLibrary {
  throw new Error("stub");
}

/** The type of the custom resources of a CRD version, from its `openAPIV3Schema` (undefined: anything goes). */
export function customResourceType(_schema: JsonObject | undefined): ValueType {
  throw new Error("stub");
}
