import type { JsonObject } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { fieldText, withField } from "../resource/value.ts";

/** The object with maps of texts in some fields of its metadata; `"null"` for null, nothing for an empty map. */
export function withTextMaps(object: JsonObject, fields: readonly string[]): JsonObject {
  let metadata = getOwn(object, "metadata");
  if (!isJsonObject(metadata)) return object;
  for (const field of fields) {
    const map = getOwn(metadata, field);
    const texts = isJsonObject(map) ? Object.keys(map).map((name) => [name, fieldText(map, name)]) : [];
    metadata = withField(metadata, field, texts.length === 0 ? undefined : Object.fromEntries(texts));
  }
  return withField(object, "metadata", metadata);
}
