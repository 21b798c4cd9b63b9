import type { JsonValue } from "@flux-ts/base";
import type { FieldType, ListType, MapType, ScalarKind, ValueType } from "./model.ts";

/** A type from its parts. */
export function createType(parts: {
  readonly name?: string | undefined;
  readonly scalar?: ScalarKind | undefined;
  readonly list?: ListType | undefined;
  readonly map?: MapType | undefined;
}): ValueType {
  const { name, scalar, list, map } = parts;
  const known = scalar !== undefined || list !== undefined || map !== undefined;
  const problem = known ? undefined : `schema error: invalid atom: ${name ? `named type: ${name}` : "inlined"}`;
  return { name, scalar, list, map, problem };
}

/** Stands for a type that a schema refers to and does not have. */
export function missingType(name: string | undefined): ValueType {
  const problem = `schema error: no type found matching: ${name ?? "inlined type"}`;
  return { name, scalar: undefined, list: undefined, map: undefined, problem };
}

/** The same type with its items owned together or apart, where the place that refers to it says so. */
export function withRelationship(type: ValueType, relationship: string): ValueType {
  if (type.map) return { ...type, map: mapWith(type.map, relationship === "atomic" ? "atomic" : "separable") };
  if (type.list)
    return { ...type, list: listWith(type.list, relationship === "associative" ? relationship : "atomic") };
  return missingType(type.name);
}

function mapWith(map: MapType, relationship: MapType["relationship"]): MapType {
  return new LazyMap(relationship, map.fields, () => map.additional);
}

function listWith(list: ListType, relationship: ListType["relationship"]): ListType {
  return new LazyList(relationship, list.keys, () => list.element);
}

/** A list type whose element type is found on first use. */
export class LazyList implements ListType {
  readonly relationship: ListType["relationship"];
  readonly keys: readonly string[];
  readonly sortedKeys: readonly string[];
  #element: ValueType | (() => ValueType);

  constructor(relationship: ListType["relationship"], keys: readonly string[], element: () => ValueType) {
    this.relationship = relationship;
    this.keys = keys;
    this.sortedKeys = keys.toSorted();
    this.#element = element;
  }

  get element(): ValueType {
    if (typeof this.#element === "function") this.#element = this.#element();
    return this.#element;
  }
}

/** A map type whose type of other keys is found on first use. */
export class LazyMap implements MapType {
  readonly relationship: MapType["relationship"];
  readonly fields: ReadonlyMap<string, FieldType>;
  #additional: ValueType | undefined | (() => ValueType | undefined);

  constructor(
    relationship: MapType["relationship"],
    fields: ReadonlyMap<string, FieldType>,
    additional: () => ValueType | undefined,
  ) {
    this.relationship = relationship;
    this.fields = fields;
    this.#additional = additional;
  }

  get additional(): ValueType | undefined {
    if (typeof this.#additional === "function") this.#additional = this.#additional();
    return this.#additional;
  }
}

/** A field whose type is found on first use. */
export class LazyField implements FieldType {
  readonly element: string;
  readonly default: JsonValue | undefined;
  #type: ValueType | (() => ValueType);

  constructor(name: string, preset: JsonValue | undefined, type: () => ValueType) {
    this.element = `f:${name}`;
    this.default = preset;
    this.#type = type;
  }

  get type(): ValueType {
    if (typeof this.#type === "function") this.#type = this.#type();
    return this.#type;
  }
}
