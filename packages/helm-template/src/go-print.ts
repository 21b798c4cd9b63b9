import { isJsonObject } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import { formatDefault } from "@flux-ts/go-template";

/** The Go type that a value of a chart has. */
export function goTypeName(value: JsonValue): string {
  if (value === null) return "nil";
  if (Array.isArray(value)) return "[]interface {}";
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "number":
      return "float64";
    case "bigint":
      return "int64";
    case "string":
      return "string";
    default:
      return "map[string]interface {}";
  }
}

/** A value as Go prints it where a boolean is wanted (`%t`): what Helm's messages show of values that are no map. */
export function printAsFlag(value: JsonValue): string {
  return value === null ? "%!t(<nil>)" : printInside(value);
}

function printInside(value: JsonValue): string {
  if (value === null) return "<nil>";
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) return `[${value.map(printInside).join(" ")}]`;
  if (isJsonObject(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `map[${entries.map(([key, item]) => `%!t(string=${key}):${printInside(item)}`).join(" ")}]`;
  }
  return `%!t(${goTypeName(value)}=${formatDefault(value)})`;
}
