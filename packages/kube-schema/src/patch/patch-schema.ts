import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";

/** What a strategic merge patch needs to know about an object. */
export interface PatchSchema {
  /** The field `name`, or undefined when the schema does not know it: it is then merged as if it had no strategy. */
  field(name: string): PatchField | undefined;
}

export interface PatchField {
  /** `x-kubernetes-patch-strategy`: `merge`, `replace`, `retainKeys`. */
  readonly strategies: readonly string[];
  /** `x-kubernetes-patch-merge-key`: tells the items of a merged list apart. */
  readonly mergeKey: string | undefined;
  /** The schema of the value, or of the items of a list. */
  readonly schema: PatchSchema;
}

/** The schema of values nothing is known about: objects merge, lists are replaced. */
export const untypedPatchSchema: PatchSchema = { field: () => undefined };

/**
 * Reads patch metadata from OpenAPI definitions (v2 or v3), which may refer to each other and to themselves.
 * Fields are looked up on demand and remembered.
 */
export function createPatchSchema(definitions: { readonly [name: string]: JsonObject }, name: string): PatchSchema {
  return new Definitions(definitions).at(name);
}

class Definitions {
  readonly #definitions: { readonly [name: string]: JsonObject };
  readonly #schemas = new Map<JsonObject, PatchSchema>();

  constructor(definitions: { readonly [name: string]: JsonObject }) {
    this.#definitions = definitions;
  }

  at(name: string): PatchSchema {
    const definition = getOwn(this.#definitions, name);
    return definition === undefined ? untypedPatchSchema : this.#schemaOf(definition);
  }

  #schemaOf(schema: JsonObject): PatchSchema {
    const target = this.#resolve(schema);
    let known = this.#schemas.get(target);
    if (known === undefined) {
      const fields = new Map<string, PatchField | undefined>();
      known = {
        field: (name) => {
          if (!fields.has(name)) fields.set(name, this.#fieldOf(target, name));
          return fields.get(name);
        },
      };
      this.#schemas.set(target, known);
    }
    return known;
  }

  #fieldOf(schema: JsonObject, name: string): PatchField | undefined {
    const properties = schema["properties"];
    const own = isJsonObject(properties) ? getOwn(properties, name) : undefined;
    const field = own ?? schema["additionalProperties"];
    if (!isJsonObject(field)) return undefined;
    const items = this.#resolve(field)["items"];
    const strategy = field["x-kubernetes-patch-strategy"];
    const mergeKey = field["x-kubernetes-patch-merge-key"];
    return {
      strategies: typeof strategy === "string" ? strategy.split(",") : [],
      mergeKey: typeof mergeKey === "string" ? mergeKey : undefined,
      schema: this.#schemaOf(isJsonObject(items) ? items : field),
    };
  }

  /** Follows `$ref`, also where OpenAPI v3 wraps it into a one-element `allOf` to say more beside it. */
  #resolve(schema: JsonObject): JsonObject {
    const { $ref: reference, allOf } = schema;
    if (typeof reference === "string") {
      const definition = getOwn(this.#definitions, reference.slice(reference.lastIndexOf("/") + 1));
      return definition === undefined ? {} : this.#resolve(definition);
    }
    const only: unknown = Array.isArray(allOf) && allOf.length === 1 ? allOf[0] : undefined;
    return isJsonObject(only) ? this.#resolve(only) : schema;
  }
}
