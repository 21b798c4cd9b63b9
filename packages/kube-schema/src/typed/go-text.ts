import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { formatGoNumber, quoteGo } from "../patch/go-format.ts";

/** Decoded JSON as Go's `%#v` prints it: `map[string]interface {}{"a":1}`. */
export function formatGoSyntax(value: JsonValue): string {
  if (value === null) return "interface {}(nil)";
  if (typeof value === "string") return quoteGo(value);
  if (typeof value === "number") return formatGoNumber(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[]interface {}{${(value as JsonArray).map(formatGoSyntax).join(", ")}}`;
  const entries = Object.entries(value as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1));
  const items = entries.map(([key, item]) => `${quoteGo(key)}:${formatGoSyntax(item)}`);
  return `map[string]interface {}{${items.join(", ")}}`;
}

/** The Go type of decoded JSON. */
export function formatGoType(value: Exclude<JsonValue, null>): string {
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "bigint":
      return "int64";
    case "number":
      return Number.isInteger(value) ? "int64" : "float64";
    default:
      return Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
  }
}
