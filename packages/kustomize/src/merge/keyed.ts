import type { JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";

/** How lists of maps merge. */
export interface KeyedMerge {
  /** What tells items apart. */
  readonly keys: readonly string[];
  readonly newItems: "first" | "last";
  readonly mergeItems: (item: JsonValue | undefined, change: JsonValue | undefined) => JsonValue | undefined;
}

/** Whether an item of a patch asks to take the place of the one it names. */
export function isReplacement(change: JsonValue | undefined): boolean {
  return isJsonObject(change) && getOwn(change, "$patch") === "replace";
}
