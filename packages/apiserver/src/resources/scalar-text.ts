import type { JsonValue } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";

/** A scalar as messages and comparisons take it: a text as it is, everything else as its JSON; absent is empty. */
export function scalarText(value: JsonValue | undefined): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : stringifyJson(value);
}
