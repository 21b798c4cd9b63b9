import type { JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";

/** The value under a plain path such as `.spec.replicas`, as scale and selectable fields name them. */
export function fieldAtPath(object: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = object;
  for (const name of fieldNames(path)) value = isJsonObject(value) ? getOwn(value, name) : undefined;
  return value;
}

/** The names in a plain path. */
export function fieldNames(path: string): readonly string[] {
  return path.split(".").filter((name) => name !== "");
}
