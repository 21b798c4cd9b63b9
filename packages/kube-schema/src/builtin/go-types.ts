import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";

type Definitions = { readonly [name: string]: JsonObject };

/**
 * The Go types of the API server, as far as OpenAPI tells them: enough to decode objects and to name types in errors.
 * Named string types (`v1.PullPolicy`) are not told and appear as `string`.
 */
export type GoType =
  | StructType
  | { readonly kind: "map"; readonly name: string; readonly element: GoType }
  | { readonly kind: "slice"; readonly name: string; readonly element: GoType }
  | { readonly kind: Scalar; readonly name: string }
  /** Any JSON is kept as it is. */
  | { readonly kind: "raw"; readonly name: string };

export type Scalar =
  | "string"
  | "bool"
  | "int32"
  | "int64"
  | "float64"
  | "bytes"
  | "quantity"
  | "int-or-string"
  | "time"
  | "micro-time";

export interface StructType {
  readonly kind: "struct";
  /** With its package: `v1.ObjectMeta`. */
  readonly name: string;
  readonly fields: ReadonlyMap<string, GoType>;
}

/** Kinds of struct whose Go type decodes itself. */
const special: { readonly [definition: string]: GoType } = {
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { kind: "quantity", name: "resource.Quantity" },
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { kind: "int-or-string", name: "intstr.IntOrString" },
  "io.k8s.apimachinery.pkg.apis.meta.v1.Time": { kind: "time", name: "v1.Time" },
  "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": { kind: "micro-time", name: "v1.MicroTime" },
  "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": { kind: "raw", name: "v1.FieldsV1" },
  "io.k8s.apimachinery.pkg.apis.meta.v1.Patch": { kind: "raw", name: "v1.Patch" },
  "io.k8s.apimachinery.pkg.runtime.RawExtension": { kind: "raw", name: "runtime.RawExtension" },
};

/** Derives Go types from OpenAPI definitions, each once. */
export class GoTypes {
  readonly #definitions: Definitions;
  readonly #structs = new Map<string, StructType>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  struct(definition: string): StructType {
    let type = this.#structs.get(definition);
    if (type === undefined) {
      let fields: ReadonlyMap<string, GoType> | undefined;
      const read = () => this.#fieldsOf(getOwn(this.#definitions, definition) ?? {});
      type = {
        kind: "struct",
        name: goName(definition),
        // On demand: definitions refer to themselves, and most are never asked for.
        get fields() {
          return (fields ??= read());
        },
      };
      this.#structs.set(definition, type);
    }
    return type;
  }

  #fieldsOf(schema: JsonObject): ReadonlyMap<string, GoType> {
    const properties = schema["properties"];
    if (!isJsonObject(properties)) return new Map();
    return new Map(Object.entries(properties).map(([name, field]) => [name, this.#typeOf(field as JsonObject)]));
  }

  #typeOf(schema: JsonObject): GoType {
    const definition = referenceIn(schema);
    if (definition !== undefined) return this.#named(definition);
    const { type, items, additionalProperties: values } = schema;
    if (type === "array" && isJsonObject(items)) {
      const element = this.#typeOf(items);
      return { kind: "slice", name: `[]${element.name}`, element };
    }
    if (type === "object" && isJsonObject(values)) {
      const element = this.#typeOf(values);
      return { kind: "map", name: `map[string]${element.name}`, element };
    }
    return scalarOf(schema);
  }

  #named(definition: string): GoType {
    const own = getOwn(special, definition);
    if (own !== undefined) return own;
    const schema = getOwn(this.#definitions, definition) ?? {};
    // JSON, JSONSchemaPropsOrBool and their like: unions that decode themselves.
    return isJsonObject(schema["properties"]) || schema["type"] === "object"
      ? this.struct(definition)
      : { kind: "raw", name: goName(definition) };
  }
}

function referenceIn({ $ref, allOf }: JsonObject): string | undefined {
  const wrapped: unknown = Array.isArray(allOf) && allOf.length === 1 ? allOf[0] : undefined;
  const reference = $ref ?? (isJsonObject(wrapped) ? wrapped["$ref"] : undefined);
  return typeof reference === "string" ? reference.slice(reference.lastIndexOf("/") + 1) : undefined;
}

/** `io.k8s.api.core.v1.Container` is `v1.Container` in Go. */
function goName(definition: string): string {
  return definition.split(".").slice(-2).join(".");
}

function scalarOf({ type, format }: JsonObject): GoType {
  switch (type) {
    case "string":
      return format === "byte" ? { kind: "bytes", name: "[]uint8" } : { kind: "string", name: "string" };
    case "boolean":
      return { kind: "bool", name: "bool" };
    case "integer":
      return format === "int64" ? { kind: "int64", name: "int64" } : { kind: "int32", name: "int32" };
    case "number":
      return { kind: "float64", name: "float64" };
    default:
      return { kind: "raw", name: "interface {}" };
  }
}
