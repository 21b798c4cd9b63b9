import type { JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import table from "../../data/protobuf.json" with { type: "json" };

/** How a value is written. */
export type WireType =
  | { readonly kind: "text" | "bytes" | "integer" | "boolean" | "double" }
  /** Types that JSON shows as something other than an object. */
  | { readonly kind: "time" | "microTime" | "quantity" | "intOrString" | "raw" }
  /** A schema, or instead of it a list of schemas, a flag or a list of texts. */
  | { readonly kind: "schemaOr"; readonly other: SchemaAlternative; readonly schema: () => MessageType }
  | { readonly kind: "message"; readonly message: () => MessageType }
  /** A list that is a message of its own, where a field cannot be repeated. */
  | { readonly kind: "wrappedTexts" };

export type SchemaAlternative = "schemas" | "flag" | "texts";

export interface FieldType {
  /** `""` when the fields of the message stand in the object itself. */
  readonly name: string;
  readonly type: WireType;
  readonly shape: "one" | "list" | "map";
}

export type MessageType = ReadonlyMap<number, FieldType>;

type Definitions = { readonly [name: string]: JsonObject };

const meta = "io.k8s.apimachinery.pkg.apis.meta.v1";
const extensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1";
const named: { readonly [name: string]: WireType } = {
  [`${meta}.Time`]: { kind: "time" },
  [`${meta}.MicroTime`]: { kind: "microTime" },
  [`${meta}.FieldsV1`]: { kind: "raw" },
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { kind: "quantity" },
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { kind: "intOrString" },
  "io.k8s.apimachinery.pkg.runtime.RawExtension": { kind: "raw" },
  [`${extensions}.JSON`]: { kind: "raw" },
};

const schemaAlternatives: { readonly [name: string]: SchemaAlternative } = {
  [`${extensions}.JSONSchemaPropsOrArray`]: "schemas",
  [`${extensions}.JSONSchemaPropsOrBool`]: "flag",
  [`${extensions}.JSONSchemaPropsOrStringArray`]: "texts",
};

/** Objects reduced to their metadata, which no OpenAPI document describes. */
const reduced: { readonly [name: string]: string } = {
  [`${meta}.PartialObjectMetadata`]: `metadata=1:${meta}.ObjectMeta`,
  [`${meta}.PartialObjectMetadataList`]: `metadata=1:${meta}.ListMeta items=2:${meta}.PartialObjectMetadata`,
};

/** The messages behind the schemas of built-in kinds. */
export class MessageTypes {
  readonly #definitions: Definitions;
  readonly #made = new Map<string, MessageType>();

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  /** Undefined when the kind is not written in this way. */
  get(definition: string): MessageType | undefined {
    const known = this.#made.get(definition) ?? this.#reduced(definition);
    if (known !== undefined) return known;
    const fields = getOwn(table as { readonly [name: string]: string }, definition);
    if (fields === undefined) return undefined;
    const schema = this.#definitions[definition];
    const made = this.#message(fields, isJsonObject(schema?.["properties"]) ? schema["properties"] : {});
    this.#made.set(definition, made);
    return made;
  }

  #message(fields: string, properties: JsonObject): MessageType {
    const message = new Map<number, FieldType>();
    for (const field of fields.split(" ")) {
      const [name = "", number] = field.split("=", 2);
      if (name === "") continue;
      message.set(
        Number(number),
        name.startsWith("+") ? this.#inline(name.slice(1), properties) : this.#field(name, properties),
      );
    }
    return message;
  }

  #reduced(definition: string): MessageType | undefined {
    const fields = getOwn(reduced, definition)?.split(" ") ?? [];
    if (fields.length === 0) return undefined;
    const message = new Map(
      fields.map((field): readonly [number, FieldType] => {
        const [name = "", number = "", target = ""] = field.split(/[=:]/);
        const type: WireType = { kind: "message", message: () => this.get(target) ?? new Map() };
        return [Number(number), { name, type, shape: name === "items" ? "list" : "one" }];
      }),
    );
    this.#made.set(definition, message);
    return message;
  }

  #inline(name: string, properties: JsonObject): FieldType {
    const fields = getOwn(table as { readonly [name: string]: string }, name) ?? "";
    return { name: "", shape: "one", type: { kind: "message", message: () => this.#message(fields, properties) } };
  }

  #field(name: string, properties: JsonObject): FieldType {
    const schema = objectOf(properties[name]);
    if (name === "verbs" && schema["type"] === "array" && Object.hasOwn(properties, "singularName")) {
      return { name, shape: "one", type: { kind: "wrappedTexts" } };
    }
    if (schema["type"] === "array") return { name, shape: "list", type: this.#type(objectOf(schema["items"])) };
    const values = schema["additionalProperties"];
    if (isJsonObject(values)) return { name, shape: "map", type: this.#type(values) };
    return { name, shape: "one", type: this.#type(schema) };
  }

  #type(schema: JsonObject): WireType {
    const [wrapped] = Array.isArray(schema["allOf"]) ? (schema["allOf"] as readonly JsonValue[]) : [];
    const reference = objectOf(wrapped)["$ref"] ?? schema["$ref"];
    if (typeof reference === "string") return this.#reference(reference.slice("#/components/schemas/".length));
    switch (schema["type"]) {
      case "integer":
        return { kind: "integer" };
      case "boolean":
        return { kind: "boolean" };
      case "number":
        return { kind: "double" };
      case "array":
        return { kind: "wrappedTexts" };
      default:
        return { kind: schema["format"] === "byte" ? "bytes" : "text" };
    }
  }

  #reference(name: string): WireType {
    const other = getOwn(schemaAlternatives, name);
    const schema = (): MessageType => this.get(`${extensions}.JSONSchemaProps`) ?? new Map();
    if (other !== undefined) return { kind: "schemaOr", other, schema };
    return getOwn(named, name) ?? { kind: "message", message: () => this.get(name) ?? new Map() };
  }
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
