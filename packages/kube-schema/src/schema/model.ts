import type { JsonValue } from "@flux-ts/base";

export type ScalarKind = "numeric" | "string" | "boolean" | "untyped";

/**
 * How values of a type are merged and owned: as a scalar, a list, a map, or whichever of these the value is.
 * Types refer to each other lazily: reading one converts nothing but itself.
 */
export interface ValueType {
  /** The name the type was declared under, for messages. */
  readonly name: string | undefined;
  readonly scalar: ScalarKind | undefined;
  readonly list: ListType | undefined;
  readonly map: MapType | undefined;
  /** Why the schema cannot say what values look like, in the words of the API server. */
  readonly problem: string | undefined;
}

export interface ListType {
  /** Items of associative lists have owners of their own; an atomic list is owned as a whole. */
  readonly relationship: "associative" | "atomic";
  /** The fields that identify an item, as declared. An associative list without keys is a set of scalars. */
  readonly keys: readonly string[];
  /** The same in the order of FieldsV1. */
  readonly sortedKeys: readonly string[];
  readonly element: ValueType;
}

export interface MapType {
  readonly relationship: "separable" | "atomic";
  readonly fields: ReadonlyMap<string, FieldType>;
  /** The type of keys that are not in `fields`; undefined when there may be none. */
  readonly additional: ValueType | undefined;
}

export interface FieldType {
  /** The field as a key of FieldsV1: `f:name`. */
  readonly element: string;
  readonly type: ValueType;
  /** What a missing key field counts as when an item is identified. */
  readonly default: JsonValue | undefined;
}

/** Named types, converted on first use. */
export interface TypeLibrary {
  get(name: string): ValueType | undefined;
}
