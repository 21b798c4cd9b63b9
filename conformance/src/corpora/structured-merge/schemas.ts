import { isJsonObject } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import { parseMergeSchema } from "@flux-ts/kube-schema";
import type { MergeSchema, ValueType } from "@flux-ts/kube-schema";
import { parseYaml } from "@flux-ts/yaml";

const schemas = new Map<string, MergeSchema>();

/** The type of a name, or of a reference written as `inline:` and YAML. The same text gives the same type. */
export function findType(schema: string, type: string): ValueType {
  const types = schemas.get(schema) ?? parseMergeSchema(parseMap(schema));
  schemas.set(schema, types);
  if (type.startsWith("inline:")) return types.resolve(parseMap(type.slice("inline:".length)));
  return types.resolve({ namedType: type });
}

function parseMap(text: string): JsonObject {
  const value = parseYaml(text);
  if (!isJsonObject(value)) throw new TypeError("Expected a YAML mapping");
  return value;
}
