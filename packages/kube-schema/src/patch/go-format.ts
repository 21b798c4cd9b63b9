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

/**
 * Prints a number as Go's `%v` does what JSON became: whole numbers as they are, and a float64 with an exponent, of two
 * digits at least, below 1e-4 and from 1e6 on.
 */
export function formatGoNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  const size = Math.abs(value);
  const text = size < 1e-4 || size >= 1e6 ? value.toExponential() : String(value);
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

/** Quotes a string as Go's `%q` does: what can be printed stays as it is. */
export function quoteGo(text: string): string {
  return JSON.stringify(text)
    .replaceAll("\\u0007", "\\a")
    .replaceAll("\\u000b", "\\v")
    .replaceAll(/\\u00([01][0-9a-f])/g, "\\x$1")
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escapeGo);
}

function escapeGo(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x80) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x1_00_00 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
