import type { JsonValue } from "@flux-ts/base";

/**
 * Prints a value as Go's `%v` prints decoded JSON: `map[a:1 b:[x y]]`, keys sorted, strings bare.
 * Several of the API server's messages contain values in this form.
 */
export function formatGoValue(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return "<nil>";
  if (typeof value === "number") return formatGoNumber(value);
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => formatGoValue(item)).join(" ")}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${formatGoValue(item)}`).join(" ")}]`;
}

/** Prints a number as Go's `%v` prints a float64: an exponent below 1e-4 and from 1e21 on, with two digits at least. */
export function formatGoNumber(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size < 1e-4 ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** Quotes a string as Go's `%q` does; characters beyond ASCII stay as they are. */
export function quoteGo(text: string): string {
  return JSON.stringify(text)
    .replaceAll("\\u0007", "\\a")
    .replaceAll("\\u000b", "\\v")
    .replaceAll(/\\u00([01][0-9a-f])/g, "\\x$1")
    .replaceAll("\u007f", "\\x7f");
}
