import { compareText } from "../values/equality.ts";
import { typeNameOf } from "../values/kinds.ts";
import { ListValue } from "../values/list.ts";
import { MapValue } from "../values/map.ts";
import { Duration, EvalError, Timestamp, TypeValue, Uint } from "../values/value.ts";
import type { Value } from "../values/value.ts";
import { misfit, readTemplate } from "./format-clauses.ts";
import { quote } from "./quote.ts";
import { formatDuration, formatTimestamp } from "./times.ts";
import { formatDouble } from "./go-number.ts";

/**
 * How `format` prints: Kubernetes keeps to the first version of cel-go's, which quotes text in lists, pads doubles
 * and writes powers of ten; what came later does without.
 */
export type FormatStyle = "first" | "latest";

/** Fills a template: `"%s has %d".format([name, count])`. */
export function formatText(template: string, args: ListValue, style: FormatStyle): string | EvalError {
  const read = readTemplate(template);
  if (read instanceof EvalError) return read;
  const parts: string[] = [];
  for (const [index, { before, verb, precision }] of read.clauses.entries()) {
    if (index >= args.size) return new EvalError(`index ${index} out of range`);
    const text = formatArgument(args.at(index), verb, { precision, style });
    if (text instanceof EvalError) return text;
    parts.push(before, text);
  }
  return parts.join("") + read.end;
}

interface Options {
  readonly precision: number | undefined;
  readonly style: FormatStyle;
}

function formatArgument(value: Value, verb: string, { precision = 6, style }: Options): string | EvalError {
  switch (verb) {
    case "s":
      return formatString(value, style);
    case "d":
      return formatDecimal(value);
    case "f":
    case "e":
      return formatFraction(value, { verb, precision, style });
    case "b":
      return formatBinary(value);
    case "o":
      return formatOctal(value);
    default: {
      const text = formatHex(value);
      return typeof text === "string" && verb === "X" ? text.toUpperCase() : text;
    }
  }
}

function wholeOf(value: Value): bigint | undefined {
  if (typeof value === "bigint") return value;
  return value instanceof Uint ? value.value : undefined;
}

function formatDecimal(value: Value): string | EvalError {
  if (typeof value === "number") return Number.isFinite(value) ? formatDouble(value) : nameInfinity(value);
  const whole = wholeOf(value);
  return whole === undefined ? misfit("d", typeNameOf(value)) : String(whole);
}

function nameInfinity(value: number): string {
  return Number.isNaN(value) ? "NaN" : String(value);
}

function formatBinary(value: Value): string | EvalError {
  const whole = typeof value === "boolean" ? BigInt(value) : wholeOf(value);
  return whole?.toString(2) ?? misfit("b", typeNameOf(value));
}

function formatOctal(value: Value): string | EvalError {
  return wholeOf(value)?.toString(8) ?? misfit("o", typeNameOf(value));
}

function formatHex(value: Value): string | EvalError {
  if (typeof value === "string") return hexOf(new TextEncoder().encode(value));
  if (value instanceof Uint8Array) return hexOf(value);
  return wholeOf(value)?.toString(16) ?? misfit("x", typeNameOf(value));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

interface Fraction {
  readonly verb: "f" | "e";
  readonly precision: number;
  readonly style: FormatStyle;
}

function formatFraction(value: Value, { verb, precision, style }: Fraction): string | EvalError {
  const whole = style === "latest" ? wholeOf(value) : undefined;
  const number = typeof value === "number" ? value : whole === undefined ? undefined : Number(whole);
  if (number === undefined) return misfit(verb, typeNameOf(value));
  if (!Number.isFinite(number)) return style === "latest" ? nameInfinity(number) : localInfinity(number);
  if (verb === "f") return fixed(number, precision);
  return style === "latest" ? exponential(number, precision) : powerOfTen(number, precision);
}

function localInfinity(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "∞" : "-∞";
}

/** `toFixed` rounds halves away from zero and stops at 100 digits; Go rounds what the double really is, half to even. */
function fixed(value: number, precision: number): string {
  if (precision === 0 && Math.abs(value % 1) === 0.5) return String(2 * Math.round(value / 2));
  const text = Math.abs(value) < 1e21 ? value.toFixed(Math.min(precision, 100)) : String(BigInt(value));
  const missing = precision - (text.split(".")[1]?.length ?? 0);
  if (missing <= 0) return text;
  return `${text}${text.includes(".") ? "" : "."}${"0".repeat(missing)}`;
}

function exponential(value: number, precision: number): string {
  const text = value.toExponential(Math.min(precision, 100));
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function powerOfTen(value: number, precision: number): string {
  const [mantissa = "", power = ""] = exponential(value, precision).split("e");
  const raised = power
    .replace(/^\+/, "")
    .replace("-", "⁻")
    .replaceAll(/\d/g, (digit) => superscripts.charAt(Number(digit)));
  return `${mantissa}×10${raised}`;
}

function formatString(value: Value, style: FormatStyle): string | EvalError {
  const nested = (item: Value): string | EvalError => formatNested(item, style);
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? formatDouble(value) : nameInfinity(value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof ListValue) return formatList(value, nested);
  if (value instanceof MapValue) return formatMap(value, nested, style === "first" ? ":" : ": ");
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  if (value instanceof TypeValue) return value.name;
  const whole = wholeOf(value);
  if (whole !== undefined) return String(whole);
  if (value === null || typeof value === "boolean") return String(value);
  return misfit("s", typeNameOf(value));
}

/** What is within lists and maps. */
function formatNested(value: Value, style: FormatStyle): string | EvalError {
  if (style === "first") {
    if (typeof value === "string") return quote(value);
    if (typeof value === "number" && Number.isFinite(value)) return fixed(value, 6);
    if (value instanceof Timestamp || value instanceof Duration) return quoteTime(value);
  }
  return formatString(value, style);
}

function quoteTime(value: Timestamp | Duration): string {
  return value instanceof Timestamp ? `timestamp("${formatTimestamp(value)}")` : `duration("${formatDuration(value)}")`;
}

function formatList(list: ListValue, format: (item: Value) => string | EvalError): string | EvalError {
  const texts: string[] = [];
  for (const item of list) {
    const text = format(item);
    if (text instanceof EvalError) return text;
    texts.push(text);
  }
  return `[${texts.join(", ")}]`;
}

function formatMap(map: MapValue, format: (item: Value) => string | EvalError, separator: string): string | EvalError {
  const entries: (readonly [string, string])[] = [];
  for (const key of map.keys()) {
    const shown = format(key);
    const value = format(map.get(key) as Value);
    if (shown instanceof EvalError) return shown;
    if (value instanceof EvalError) return value;
    entries.push([shown, value]);
  }
  const sorted = entries.toSorted(([a], [b]) => compareText(a, b));
  return `{${sorted.map(([key, value]) => `${key}${separator}${value}`).join(", ")}}`;
}
