import type { JsonObject } from "@flux-ts/base";

/**
 * Which fields of parsed maps were written without any value (`emptyDir:`). They are null like those written as
 * `null` or `~`, but merging drops them where it keeps the others. The note is lost when a map is copied.
 */
const blankFields = new WeakMap<JsonObject, ReadonlySet<string>>();

export function noteBlankFields(map: JsonObject, names: ReadonlySet<string>): void {
  blankFields.set(map, names);
}

export function isBlankField(map: JsonObject, name: string): boolean {
  return blankFields.get(map)?.has(name) ?? false;
}
