import type { JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import type { Resource } from "../resource/resource.ts";
import { isEmptyValue, textMap, withField } from "../resource/value.ts";

/**
 * A generated object over the one it merges with or replaces. Identity and history are those of the existing object; its
 * name gets a hash if both want one; labels and annotations of both count, and with `merge` so does the data.
 */
export function mergeGenerated(existing: Resource, generated: Resource): Resource {
  const metadata = [["labels"], ["annotations"]].reduce<JsonObject>(
    (result, [name = ""]) => withField(result, name, mergeMaps(existing.metadata[name], generated.metadata[name])),
    generated.metadata,
  );
  const identity = withField(
    withField(metadata, "name", existing.id.name),
    "namespace",
    existing.id.namespace || undefined,
  );
  let object = withField(generated.object, "metadata", identity);
  const isMerge = generated.books.behavior === "merge";
  if (isMerge) {
    for (const field of ["data", "binaryData"]) {
      const merged = mergeMaps(getOwn(existing.object, field), getOwn(object, field));
      object = withField(object, field, isEmptyValue(merged) ? undefined : merged);
    }
  }
  const result = generated.copy();
  result.object = object;
  result.record({ ...existing.books, needsHash: existing.books.needsHash && generated.books.needsHash });
  result.origin = isMerge ? existing.origin : generated.origin;
  result.changedBy = existing.changedBy;
  return result;
}

function mergeMaps(below: JsonValue | undefined, above: JsonValue | undefined): JsonObject | undefined {
  if (!isJsonObject(below)) return isJsonObject(above) ? above : undefined;
  return isJsonObject(above) ? { ...textMap(below), ...above } : textMap(below);
}
