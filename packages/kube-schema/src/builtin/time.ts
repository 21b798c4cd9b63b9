import type { ScalarReading } from "./scalars.ts";
import { timeOutOfRange, unparsedTime } from "./texts.ts";

type Precision = "seconds" | "microseconds";

const layouts: { readonly [precision in Precision]: string } = {
  seconds: "2006-01-02T15:04:05Z07:00",
  microseconds: "2006-01-02T15:04:05.000000Z07:00",
};

/** The parts of the layout in Go's notation, with what each accepts. */
const parts: readonly (readonly [part: string, pattern: RegExp])[] = [
  ["2006", /^\d{4}/],
  ["-", /^-/],
  ["01", /^\d{2}/],
  ["-", /^-/],
  ["02", /^\d{2}/],
  ["T", /^T/],
  ["15", /^\d{2}/],
  [":", /^:/],
  ["04", /^\d{2}/],
  [":", /^:/],
  ["05", /^\d{2}/],
];
const zone = /^(Z|[+-]\d{2}:\d{2})/;

/** A day of any year: all but the 29th of February. */
const day = "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)";

/** A time in whole seconds and in UTC: most times are, and are printed as they are. */
const settled = new RegExp(`^\\d{4}-${day}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\dZ$`);

/** Reads an RFC 3339 time and prints it in UTC with the precision of its Go type. */
export function parseTime(text: string, precision: Precision): ScalarReading {
  if (precision === "seconds" && settled.test(text)) return { value: text };
  const layout = layouts[precision];
  const fraction: readonly (readonly [string, RegExp])[] =
    precision === "microseconds" ? [[".000000", /^[.,]\d{6}/]] : [["", /^([.,]\d+)?/]];
  let rest = text;
  const found: string[] = [];
  for (const [part, pattern] of [...parts, ...fraction, ["Z07:00", zone] as const]) {
    const match = pattern.exec(rest)?.[0];
    if (match === undefined) return { message: unparsedTime(text, layout, rest, part) };
    found.push(match);
    rest = rest.slice(match.length);
  }
  if (rest !== "") return { message: `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}` };
  const outside = outOfRange(found);
  if (outside !== undefined) return { message: timeOutOfRange(text, outside) };
  return { value: inUtc(text, precision, found[11] ?? "") };
}

function outOfRange(found: readonly string[]): string | undefined {
  const [year = 0, , month = 0, , day = 0, , hour = 0, , minute = 0, , second = 0] = found.map(Number);
  if (month < 1 || month > 12) return "month";
  const lastDay = new Date(Date.UTC(2000, 0)).setUTCFullYear(year, month, 0);
  if (day < 1 || day > new Date(lastDay).getUTCDate()) return "day";
  if (hour > 23) return "hour";
  if (minute > 59) return "minute";
  return second > 59 ? "second" : undefined;
}

function inUtc(text: string, precision: Precision, fraction: string): string {
  const whole = text.replace(/[.,]\d+/, "");
  const seconds = whole.endsWith("Z") ? whole : new Date(whole).toISOString().replace(".000Z", "Z");
  return precision === "seconds" ? seconds : seconds.replace("Z", `${fraction.replace(",", ".")}Z`);
}
