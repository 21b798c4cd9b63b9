import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { deducedType, untypedType } from "./deduced.ts";
import { createType, LazyField, LazyList, LazyMap, missingType, withRelationship } from "./lazy.ts";
import type { FieldType, ListType, MapType, ScalarKind, TypeLibrary, ValueType } from "./model.ts";
import { withObjectFields, objectMetaDefinitions } from "./object-meta.ts";

type Definitions = { readonly [name: string]: JsonObject };

/** Types whose OpenAPI schema does not say how they behave. */
const wellKnown: ReadonlyMap<string, ValueType> = new Map([
  [
    "io.k8s.apimachinery.pkg.api.resource.Quantity",
    createType({ name: "io.k8s.apimachinery.pkg.api.resource.Quantity", scalar: "untyped" }),
  ],
  ["io.k8s.apimachinery.pkg.runtime.RawExtension", untypedType],
]);

/** The types of OpenAPI v3 component schemas, by name. `$ref`s are followed within `definitions`. */
export function openApiTypes(definitions: Definitions): TypeLibrary {
  return new OpenApiTypes(definitions);
}

/** The type of the custom resources of a CRD version, from its `openAPIV3Schema` (undefined: anything goes). */
export function customResourceType(schema: JsonObject | undefined): ValueType {
  const root = schema ?? { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return new OpenApiTypes(objectMetaDefinitions).convert(withObjectFields(root), {
    name: undefined,
    keepUnknown: false,
  });
}

/** Where a schema stands. */
interface Context {
  readonly name: string | undefined;
  /** Whether this schema or one around it has `x-kubernetes-preserve-unknown-fields`. */
  readonly keepUnknown: boolean;
}

class OpenApiTypes implements TypeLibrary {
  readonly #definitions: Definitions;
  readonly #types = new Map<string, ValueType>(wellKnown);

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  get(name: string): ValueType | undefined {
    const known = this.#types.get(name);
    if (known) return known;
    const definition = getOwn(this.#definitions, name);
    if (definition === undefined) return undefined;
    const type = this.convert(definition, { name, keepUnknown: false });
    this.#types.set(name, type);
    return type;
  }

  convert(schema: JsonObject, around: Context): ValueType {
    const keepUnknown = around.keepUnknown || schema["x-kubernetes-preserve-unknown-fields"] === true;
    const { name } = around;
    const { type } = schema;
    switch (type) {
      case "object":
        return createType({ name, map: this.#map(schema, keepUnknown) });
      case "array":
        return createType({ name, list: this.#list(schema, keepUnknown) });
      case undefined:
      case "":
        return createType({
          name,
          scalar: "untyped",
          list: this.#list(schema, keepUnknown),
          map: this.#map(schema, keepUnknown),
        });
      default:
        return createType({ name, scalar: scalarKind(type, schema["format"]) });
    }
  }

  #map(schema: JsonObject, keepUnknown: boolean): MapType {
    const fields = new Map<string, FieldType>();
    for (const [name, member] of Object.entries(objectIn(schema["properties"]))) {
      if (!isJsonObject(member)) continue;
      const preset = getOwn(member, "default") ?? undefined;
      fields.set(name, new LazyField(name, preset, () => this.#refer(member, keepUnknown)));
    }
    const relationship = schema["x-kubernetes-map-type"] === "atomic" ? "atomic" : "separable";
    return new LazyMap(relationship, fields, () => this.#additional(schema, keepUnknown));
  }

  #additional(schema: JsonObject, keepUnknown: boolean): ValueType | undefined {
    const additional = getOwn(schema, "additionalProperties");
    if (isJsonObject(additional)) return this.#refer(additional, keepUnknown);
    if (additional === true) return deducedType;
    if (additional === false) return undefined;
    const freeForm = keepUnknown || Object.keys(objectIn(schema["properties"])).length === 0;
    return freeForm ? deducedType : undefined;
  }

  #list(schema: JsonObject, keepUnknown: boolean): ListType {
    const { items } = schema;
    const { relationship, keys } = listRelationship(schema);
    return new LazyList(relationship, keys, () =>
      isJsonObject(items) ? this.#refer(items, keepUnknown) : untypedType,
    );
  }

  /** The type of a schema in place: what it refers to, or itself. */
  #refer(schema: JsonObject, keepUnknown: boolean): ValueType {
    const reference = referenceOf(schema);
    if (reference === undefined) return this.convert(schema, { name: undefined, keepUnknown });
    const name = reference.slice(reference.lastIndexOf("/") + 1);
    const type = this.get(name) ?? missingType(name);
    const mapType = schema["x-kubernetes-map-type"];
    return typeof mapType === "string" ? withRelationship(type, mapType) : type;
  }
}

/** A `$ref`, which stands in an `allOf` of its own where the place has more to say, such as a default. */
export function referenceOf(schema: JsonObject): string | undefined {
  const { $ref, allOf } = schema;
  if (typeof $ref === "string") return $ref;
  if (!Array.isArray(allOf) || allOf.length !== 1) return undefined;
  const only = (allOf as JsonArray)[0];
  return isJsonObject(only) && typeof only["$ref"] === "string" ? only["$ref"] : undefined;
}

function scalarKind(type: JsonValue, format: JsonValue | undefined): ScalarKind {
  if (type === "integer" || type === "number") return "numeric";
  if (type === "boolean") return "boolean";
  // Formats such as date-time and int-or-string stand for Go types that also read other JSON.
  const plain = format === undefined || format === "" || format === "byte";
  return type === "string" && plain ? "string" : "untyped";
}

function listRelationship(schema: JsonObject): Pick<ListType, "relationship" | "keys"> {
  const listType = schema["x-kubernetes-list-type"];
  if (listType === "set") return { relationship: "associative", keys: [] };
  if (listType === "map") return { relationship: "associative", keys: textsIn(schema["x-kubernetes-list-map-keys"]) };
  if (listType !== undefined) return { relationship: "atomic", keys: [] };
  // Lists that predate list types say it in the words of strategic merge.
  const strategy = schema["x-kubernetes-patch-strategy"];
  if (strategy !== "merge" && strategy !== "merge,retainKeys") return { relationship: "atomic", keys: [] };
  const key = schema["x-kubernetes-patch-merge-key"];
  return { relationship: "associative", keys: typeof key === "string" ? [key] : [] };
}

function objectIn(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textsIn(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as JsonArray).filter((item) => typeof item === "string") : [];
}
