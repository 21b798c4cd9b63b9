import { isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import type { StructuralSchema } from "./schema.ts";

/**
 * Removes fields a schema does not declare, and adds their paths to `unknown`.
 * `apiVersion`, `kind` and `metadata` of the object and of embedded resources stay; parts without unknown fields are shared.
 */
export function pruneObject(object: JsonObject, schema: StructuralSchema, unknown: string[]): JsonObject {
  return pruneFields(object, { schema, path: "", resource: true, unknown });
}

interface Site {
  readonly schema: StructuralSchema;
  readonly path: string;
  /** Whether the value is a whole Kubernetes object. */
  readonly resource: boolean;
  readonly unknown: string[];
}

const implied = new Set(["apiVersion", "kind", "metadata"]);

function pruneFields(object: JsonObject, { schema, path, resource, unknown }: Site): JsonObject {
  let pruned: JsonObjectDraft | undefined;
  for (const key of Object.keys(object)) {
    if (resource && implied.has(key)) continue;
    const value = object[key] as JsonValue;
    const field = schema.properties.get(key) ?? schema.additional;
    if (field !== undefined) {
      const kept = pruneValue(value, field, { path: join(path, key), unknown });
      if (kept !== value) setOwn((pruned ??= { ...object }), key, kept);
    } else if (!schema.preserveUnknown) {
      pruned ??= { ...object };
      delete pruned[key];
      unknown.push(join(path, key));
    }
  }
  return pruned ?? object;
}

function pruneValue(
  value: JsonValue,
  schema: StructuralSchema,
  { path, unknown }: Pick<Site, "path" | "unknown">,
): JsonValue {
  if (isJsonObject(value)) return pruneFields(value, { schema, path, unknown, resource: schema.embeddedResource });
  if (!Array.isArray(value) || schema.items === undefined) return value;
  const { items } = schema;
  const list = value as JsonArray;
  const kept = list.map((item, index) => pruneValue(item, items, { path: `${path}[${index}]`, unknown }));
  return kept.some((item, index) => item !== list[index]) ? kept : value;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** Whether a value has fields its schema does not declare. */
export function hasUnknownFields(value: JsonValue, schema: StructuralSchema): boolean {
  return pruneValue(value, schema, { path: "", unknown: [] }) !== value;
}
