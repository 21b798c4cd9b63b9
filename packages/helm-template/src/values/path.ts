import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";

/** The value at a path like `a.b.c`, when maps lead to it. */
export function valueAt(values: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = values;
  for (const key of path.split(".")) {
    if (!isJsonObject(value)) return undefined;
    value = getOwn(value, key);
  }
  return value;
}

/** Maps around `value`, so that it lies at the path; `.` is the place itself. */
export function wrapAt(path: string, value: JsonObject): JsonObject {
  if (path === ".") return value;
  return path.split(".").reduceRight((inner, key) => {
    const outer: JsonObjectDraft = {};
    setOwn(outer, key, inner);
    return outer;
  }, value);
}
