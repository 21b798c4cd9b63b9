import type { JsonValue } from "@flux-ts/base";
import { isJsonObject, stringifyJson } from "@flux-ts/base";

/** JSON with the spaces that the recorder put into its bodies: error messages quote bodies as they were sent. */
export function printSpacedJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(printSpacedJson).join(", ")}]`;
  if (!isJsonObject(value)) return stringifyJson(value);
  const fields = Object.entries(value).map(([key, child]) => `${stringifyJson(key)}: ${printSpacedJson(child)}`);
  return `{${fields.join(", ")}}`;
}
