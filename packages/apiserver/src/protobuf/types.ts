import type { JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import table from "../../data/protobuf.json" with { type: "json" };

/** How a value is written. */
export type WireType =
  | { readonly kind: "text" | "bytes" | "integer" | "boolean" | "double" }
  /** Types that JSON shows as something other than an object. */
  | { readonly kind: "time" | "microTime" | "quantity" | "intOrString" | "raw" }
  | { readonly kind: "message"; readonly message: () => MessageType }
  /** A list that is a message of its own, where a field cannot be repeated. */
  | { readonly kind: "wrappedTexts" };

export interface FieldType {
  /** `""` when the fields of the message stand in the object itself. */
  readonly name: string;
  readonly type: WireType;
  readonly shape: "one" | "list" | "map";
}

export type MessageType = ReadonlyMap<number, FieldType>;

type Definitions = { readonly [name: string]: JsonObject };

const meta = "io.k8s.apimachinery.pkg.apis.meta.v1";
const named: { readonly [name: string]: WireType } = {
  [`${meta}.Time`]: { kind: "time" },
  [`${meta}.MicroTime`]: { kind: "microTime" },
  [`${meta}.FieldsV1`]: { kind: "raw" },
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { kind: "quantity" },
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { kind: "intOrString" },
  "io.k8s.apimachinery.pkg.runtime.RawExtension": { kind: "raw" },
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
    const known = this.#made.get(definition);
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

  #inline(name: string, properties: JsonObject): FieldType {
    const fields = getOwn(table as { readonly [name: string]: string }, name) ?? "";
    return { name: "", shape: "one", type: { kind: "message", message: () => this.#message(fields, properties) } };
  }

  #field(name: string, properties: JsonObject): FieldType {
    const schema = objectOf(properties[name]);
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
    return getOwn(named, name) ?? { kind: "message", message: () => this.get(name) ?? new Map() };
  }
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
