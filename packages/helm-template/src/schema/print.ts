import type { JsonValue } from "@flux-ts/base";

/** A text in single quotes, as schema messages show it. */
export function quoted(text: string): string {
  const inside = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`);
  return `'${inside}'`;
}

export function quotedList(texts: readonly string[]): string {
  return texts.map(quoted).join(", ");
}

/** A value in a message. Only scalars are shown. */
export function shown(value: JsonValue): string | undefined {
  if (typeof value === "string") return quoted(value);
  if (value === null) return "<nil>";
  return typeof value === "object" ? undefined : String(value);
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A number as Go's English printer writes it: exponents of large numbers are raised digits. */
export function shownNumber(value: JsonValue | undefined): string {
  const number = Number(value);
  const size = Math.abs(number);
  if (size === 0 || (size >= 1e-4 && size < 1e9)) return String(number);
  const [mantissa = "", exponent = "0"] = number.toExponential().split("e");
  const digits = Math.abs(Number(exponent)).toString().padStart(2, "0");
  const raised = digits.replace(/[0-9]/g, (digit) => superscripts[Number(digit)] as string);
  return `${mantissa}×10${Number(exponent) < 0 ? "⁻" : ""}${raised}`;
}
