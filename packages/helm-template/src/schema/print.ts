import type { JsonValue } from "@flux-ts/base";
import { quote } from "../quote.ts";

/** A text in single quotes, as schema messages show it. */
export function quoted(text: string): string {
  return `'${escaped(text)}'`;
}

function escaped(text: string): string {
  return quote(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`);
}

export function quotedList(texts: readonly string[]): string {
  return texts.map(quoted).join(", ");
}

/** A value in a message, a number as it is spelled in the schema. Only scalars are shown. */
export function shown(value: JsonValue, spelling: string | undefined): string | undefined {
  if (typeof value === "string") return quoted(value);
  if (value === null) return "<nil>";
  return typeof value === "object" ? undefined : (spelling ?? String(value));
}

/** A count as Go's English printer writes it. */
export function shownCount(count: number): string {
  return grouped(String(count));
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:[0-9]{3})+$)/g, ",");
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number as Go's English printer writes it: from a million on with an exponent, in raised digits. */
export function shownNumber(value: number | bigint): string {
  const [mantissa = "", exponent = "0"] = Number(value).toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) {
    const [whole = "", fraction] = String(Number(value)).split(".");
    return fraction === undefined ? grouped(whole) : `${grouped(whole)}.${fraction}`;
  }
  const digits = Math.abs(power).toString().padStart(2, "0");
  const raised = digits.replace(/[0-9]/g, (digit) => superscripts[Number(digit)] as string);
  return `${mantissa}×10${power < 0 ? "⁻" : ""}${raised}`;
}
