import type { JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";

/**
 * What a JSON pointer leads to. `type=Ready` as a segment finds the item of a list whose field has that value.
 * Undefined when there is nothing.
 */
export function resolvePointer(value: JsonValue | undefined, pointer: string): JsonValue | undefined {
  const segments = pointer.split("/").slice(1);
  return segments.reduce<JsonValue | undefined>(
    (at, segment) => stepInto(at, segment.replaceAll("~1", "/").replaceAll("~0", "~")),
    value,
  );
}

function stepInto(value: JsonValue | undefined, segment: string): JsonValue | undefined {
  if (isJsonObject(value)) return getOwn(value, segment);
  if (!Array.isArray(value)) return undefined;
  const items: readonly JsonValue[] = value;
  const [field = "", wanted] = segment.split("=", 2);
  if (wanted === undefined) return items[Number(segment)];
  return items.find((item) => isJsonObject(item) && getOwn(item, field) === wanted);
}
