import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import type { DecodeOutcome } from "../builtin/decode-outcome.ts";
import { decodeStruct } from "../builtin/decode.ts";
import { objectMeta } from "../builtin/object-meta.ts";
import { jsonMismatch } from "../builtin/texts.ts";
import { join } from "./check-value.ts";
import { pruneObject } from "./prune.ts";
import type { StructuralSchema } from "./schema.ts";

/**
 * Reads a custom resource as the API server does before it defaults and validates: metadata must have the types of
 * ObjectMeta, and fields the schema does not declare are dropped. Parts that do not change are shared.
 */
export function decodeCustomResource(object: JsonObject, schema: StructuralSchema): DecodeOutcome {
  const metadata = getOwn(object, "metadata") ?? {};
  if (!isJsonObject(metadata)) {
    const place = { path: "", fields: "", struct: undefined };
    return { decoded: false, message: jsonMismatch(metadata, objectMeta, place) };
  }
  const read = decodeStruct(metadata, objectMeta);
  if (!read.decoded) return read;
  const unknownFields = read.unknownFields.map((path) => `metadata.${path}`);
  const dropped: string[] = [];
  const pruned = coerceFields(pruneObject(object, schema, dropped), { schema, path: "", dropped });
  const value = read.value === metadata ? pruned : { ...pruned, metadata: read.value };
  return { decoded: true, value, unknownFields: [...unknownFields, ...dropped.sort()] };
}

interface Site {
  readonly schema: StructuralSchema;
  readonly path: string;
  readonly dropped: string[];
}

/** Drops what does not belong into the metadata of embedded resources. */
function coerceEmbedded(value: JsonValue, { schema, path, dropped }: Site): JsonValue {
  if (!schema.below.embedded) return value;
  if (isJsonObject(value)) return coerceFields(value, { schema, path, dropped });
  const { items } = schema;
  if (!Array.isArray(value) || items === undefined) return value;
  const list = value as JsonArray;
  const coerced = list.map((item, index) =>
    coerceEmbedded(item, { schema: items, path: `${path}[${index}]`, dropped }),
  );
  return coerced.some((item, index) => item !== list[index]) ? coerced : value;
}

function coerceFields(object: JsonObject, { schema, path, dropped }: Site): JsonObject {
  const resource = schema.embeddedResource ? coerceMetadata(object, path, dropped) : object;
  let coerced: JsonObjectDraft | undefined;
  for (const key of Object.keys(resource)) {
    const field = schema.properties.get(key) ?? schema.additional;
    if (field === undefined) continue;
    const value = coerceEmbedded(resource[key] as JsonValue, { schema: field, path: join(path, key), dropped });
    if (value !== resource[key]) setOwn((coerced ??= { ...resource }), key, value);
  }
  return coerced ?? resource;
}

function coerceMetadata(resource: JsonObject, path: string, dropped: string[]): JsonObject {
  const metadata = getOwn(resource, "metadata");
  if (!isJsonObject(metadata)) return resource;
  const read = decodeStruct(metadata, objectMeta);
  if (!read.decoded) return resource;
  dropped.push(...read.unknownFields.map((field) => join(join(path, "metadata"), field)));
  return read.value === metadata ? resource : { ...resource, metadata: read.value };
}
