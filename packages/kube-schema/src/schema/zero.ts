import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { referenceOf } from "./openapi.ts";

/**
 * What an object of a built-in kind holds before anybody sets a field, as Go writes it: structs are never left out, nor
 * are fields that are required. In the schema, structs have the default `{}`, required scalars their empty value.
 */
export function zeroObject(definitions: { readonly [name: string]: JsonObject }, name: string): JsonObject {
  const definition = getOwn(definitions, name) ?? {};
  const zero: JsonObjectDraft = {};
  const { properties, required } = definition;
  if (!isJsonObject(properties)) return zero;
  for (const [field, schema] of Object.entries(properties)) {
    if (!isJsonObject(schema)) continue;
    const preset = getOwn(schema, "default");
    const reference = referenceOf(schema);
    if (isJsonObject(preset) && reference !== undefined) {
      setOwn(zero, field, zeroObject(definitions, reference.slice(reference.lastIndexOf("/") + 1)));
    } else if (preset === "" || preset === 0 || preset === false) {
      setOwn(zero, field, preset);
    } else if (Array.isArray(required) && (required as readonly JsonValue[]).includes(field)) {
      setOwn(zero, field, null);
    }
  }
  return zero;
}
