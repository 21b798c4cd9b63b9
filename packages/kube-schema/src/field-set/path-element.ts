import type { JsonObject, JsonValue } from "@flux-ts/base";

/** One step of a path into an object. */
export type PathElement =
  | { readonly kind: "field"; readonly name: string }
  /** An item of an associative list, by its key fields. */
  | { readonly kind: "key"; readonly fields: JsonObject }
  /** An item of a set. */
  | { readonly kind: "value"; readonly value: JsonValue }
  | { readonly kind: "index"; readonly index: number };

export type FieldPath = readonly PathElement[];

/** A path as the API server prints it in conflicts: `.spec.containers[name="a"].image`. */
export function formatPath(_path: FieldPath): string {
  throw new Error("stub");
}
