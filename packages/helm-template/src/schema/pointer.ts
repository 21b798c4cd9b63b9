import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonValue } from "@flux-ts/base";

/** The tokens of a JSON pointer; undefined when it is none. */
export function parsePointer(pointer: string): readonly string[] | undefined {
  if (pointer === "") return [];
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) return undefined;
  return pointer.slice(1).split("/").map(unescapeToken);
}

function unescapeToken(token: string): string {
  return token.replaceAll("~1", "/").replaceAll("~0", "~");
}

export function escapeToken(name: string): string {
  return /[~/]/.test(name) ? name.replaceAll("~", "~0").replaceAll("/", "~1") : name;
}

/** What is under a key of an object or list. */
export function childOf(value: JsonValue, key: string): JsonValue | undefined {
  if (Array.isArray(value)) return /^[0-9]+$/.test(key) ? (value as JsonArray)[Number(key)] : undefined;
  return isJsonObject(value) ? getOwn(value, key) : undefined;
}
