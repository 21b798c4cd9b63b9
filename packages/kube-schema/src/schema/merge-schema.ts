import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { createType, LazyField, LazyList, LazyMap, missingType, withRelationship } from "./lazy.ts";
import type { FieldType, ListType, MapType, ScalarKind, TypeLibrary, ValueType } from "./model.ts";

/** Types of a schema in the format of structured-merge-diff. */
export interface MergeSchema extends TypeLibrary {
  /** The type of a reference: `{namedType}` or an inlined type. */
  resolve(reference: JsonObject): ValueType;
}

/** Reads a schema in the format of structured-merge-diff: `{types: [{name, scalar, list, map}]}`. Never fails. */
export function parseMergeSchema(source: JsonObject): MergeSchema {
  const declared = new Map(objectsIn(source["types"]).map((type) => [textIn(type["name"]), type]));
  const types = new Map<string, ValueType>();
  const get = (name: string): ValueType | undefined => {
    const known = types.get(name);
    if (known) return known;
    const declaration = declared.get(name);
    if (declaration === undefined) return undefined;
    const type = readAtom(declaration, name, resolve);
    types.set(name, type);
    return type;
  };
  const resolve = (reference: JsonObject): ValueType => {
    const named = reference["namedType"];
    const type =
      typeof named === "string" ? (get(named) ?? missingType(named)) : readAtom(reference, undefined, resolve);
    const relationship = reference["elementRelationship"];
    return typeof relationship === "string" ? withRelationship(type, relationship) : type;
  };
  return { get, resolve };
}

type Resolve = (reference: JsonObject) => ValueType;

function readAtom(source: JsonObject, name: string | undefined, resolve: Resolve): ValueType {
  const { scalar, list, map } = source;
  return createType({
    name,
    scalar: typeof scalar === "string" ? readScalar(scalar) : undefined,
    list: isJsonObject(list) ? readList(list, resolve) : undefined,
    map: isJsonObject(map) ? readMap(map, resolve) : undefined,
  });
}

function readScalar(scalar: string): ScalarKind {
  return scalar === "numeric" || scalar === "string" || scalar === "boolean" ? scalar : "untyped";
}

function readList(list: JsonObject, resolve: Resolve): ListType {
  const relationship = list["elementRelationship"] === "associative" ? "associative" : "atomic";
  return new LazyList(relationship, textsIn(list["keys"]), () => resolve(objectIn(list["elementType"])));
}

function readMap(map: JsonObject, resolve: Resolve): MapType {
  const fields = new Map<string, FieldType>();
  for (const field of objectsIn(map["fields"])) {
    const name = textIn(field["name"]);
    // A null default is what an absent one looks like.
    fields.set(name, new LazyField(name, field["default"] ?? undefined, () => resolve(objectIn(field["type"]))));
  }
  const additional = getOwn(map, "elementType");
  const relationship = map["elementRelationship"] === "atomic" ? "atomic" : "separable";
  return new LazyMap(relationship, fields, () =>
    isJsonObject(additional) && Object.keys(additional).length > 0 ? resolve(additional) : undefined,
  );
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as JsonArray).filter((item) => isJsonObject(item)) : [];
}

function objectIn(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textIn(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function textsIn(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as JsonArray).filter((item) => typeof item === "string") : [];
}
