import { FuncError, toBytes } from "@flux-ts/go-template";
import { GoTime } from "./go-time.ts";
import { dayNames, monthNames, parseLayout } from "./layout.ts";
import type { LayoutField } from "./layout.ts";
import { fixedZone, utc } from "./zone.ts";
import type { Zone } from "./zone.ts";

interface Draft {
  year: number;
  month: number;
  day: number;
  yearDay: number | undefined;
  hour: number;
  minute: number;
  second: number;
  nanosecond: number;
  afternoon: boolean | undefined;
  offset: number | undefined;
  zoneName: string | undefined;
}

/**
 * Reads a time that is written like the layout. Without a zone it is in `zone`.
 *
 * @throws FuncError with Go's message
 */
export function parseTime(layout: string, text: string, zone: Zone): GoTime {
  const draft: Draft = {
    year: 0,
    month: 1,
    day: 1,
    yearDay: undefined,
    hour: 0,
    minute: 0,
    second: 0,
    nanosecond: 0,
    afternoon: undefined,
    offset: undefined,
    zoneName: undefined,
  };
  let rest = text;
  const fail = (detail: string) => new FuncError(`parsing time ${quote(text)}${detail}`);
  const cannot = (value: string, element: string) =>
    fail(` as ${quote(layout)}: cannot parse ${quote(value)} as ${quote(element)}`);
  for (const piece of parseLayout(layout)) {
    const element = "literal" in piece ? piece.literal : piece.text;
    const length =
      "literal" in piece ? literalLength(piece.literal, rest) : readField(piece.field, piece.text, rest, draft);
    if (length === "range") throw fail(`: ${rangeName((piece as { field: LayoutField }).field)} out of range`);
    if (length === undefined) throw cannot(rest, element);
    rest = rest.slice(length);
    // A fraction may follow seconds though the layout has none.
    if ("field" in piece && (piece.field === "second" || piece.field === "zeroSecond")) {
      rest = rest.slice(readLooseFraction(rest, layout, draft));
    }
  }
  if (rest !== "") throw fail(`: extra text: ${quote(rest)}`);
  return assemble(draft, zone, fail);
}

/** Spaces of the layout stand for any number of them. */
function literalLength(literal: string, text: string): number | undefined {
  return text.startsWith(literal) ? literal.length : undefined;
}

function readLooseFraction(text: string, layout: string, draft: Draft): number {
  const match = /^[.,](\d+)/.exec(text);
  if (match === null || /0?5[.,][09]/.test(layout)) return 0;
  draft.nanosecond = Number((match[1] ?? "").slice(0, 9).padEnd(9, "0"));
  return match[0].length;
}

function rangeName(field: LayoutField): string {
  if (field.toLowerCase().includes("month")) return "month";
  if (field.toLowerCase().includes("hour")) return "hour";
  if (field.toLowerCase().includes("minute")) return "minute";
  if (field.toLowerCase().includes("second") || field === "fraction") return "second";
  return field === "offset" ? "time zone offset hour" : "day";
}

type Read = number | "range" | undefined;

interface NumberField {
  readonly pattern: RegExp;
  readonly min: number;
  readonly max: number;
  readonly set: (draft: Draft, value: number) => void;
}

const two = /^\d\d/;
const oneOrTwo = /^\d\d?/;

const numbers: Partial<Record<LayoutField, NumberField>> = {
  longYear: { pattern: /^\d{4}/, min: 0, max: 9999, set: (draft, value) => (draft.year = value) },
  year: { pattern: two, min: 0, max: 99, set: (draft, value) => (draft.year = value + (value >= 69 ? 1900 : 2000)) },
  numMonth: { pattern: oneOrTwo, min: 1, max: 12, set: (draft, value) => (draft.month = value) },
  zeroMonth: { pattern: two, min: 1, max: 12, set: (draft, value) => (draft.month = value) },
  day: { pattern: oneOrTwo, min: 0, max: 99, set: (draft, value) => (draft.day = value) },
  underDay: { pattern: /^ ?\d\d?/, min: 0, max: 99, set: (draft, value) => (draft.day = value) },
  zeroDay: { pattern: two, min: 0, max: 99, set: (draft, value) => (draft.day = value) },
  underYearDay: { pattern: /^ {0,2}\d{1,3}/, min: 1, max: 366, set: (draft, value) => (draft.yearDay = value) },
  zeroYearDay: { pattern: /^\d{3}/, min: 1, max: 366, set: (draft, value) => (draft.yearDay = value) },
  hour: { pattern: oneOrTwo, min: 0, max: 23, set: (draft, value) => (draft.hour = value) },
  hour12: { pattern: oneOrTwo, min: 0, max: 12, set: (draft, value) => (draft.hour = value) },
  zeroHour12: { pattern: two, min: 0, max: 12, set: (draft, value) => (draft.hour = value) },
  minute: { pattern: oneOrTwo, min: 0, max: 59, set: (draft, value) => (draft.minute = value) },
  zeroMinute: { pattern: two, min: 0, max: 59, set: (draft, value) => (draft.minute = value) },
  second: { pattern: oneOrTwo, min: 0, max: 59, set: (draft, value) => (draft.second = value) },
  zeroSecond: { pattern: two, min: 0, max: 59, set: (draft, value) => (draft.second = value) },
};

/** How many characters the field took, or why it took none. */
function readField(field: LayoutField, text: string, rest: string, draft: Draft): Read {
  const number = numbers[field];
  if (number !== undefined) return readNumber(number, rest, draft);
  switch (field) {
    case "longMonth":
    case "month":
      return readName(monthNames, field === "month", rest, (index) => (draft.month = index + 1));
    case "longWeekday":
    case "weekday":
      return readName(dayNames, field === "weekday", rest, () => undefined);
    case "PM":
    case "pm":
      return readHalf(field, rest, draft);
    case "offset":
      return readOffset(text, rest, draft);
    case "zone":
      return readZone(rest, draft);
    default:
      return readFraction(text, rest, draft);
  }
}

function readNumber({ pattern, min, max, set }: NumberField, rest: string, draft: Draft): Read {
  const found = pattern.exec(rest)?.[0];
  if (found === undefined) return undefined;
  const value = Number(found);
  if (value < min || value > max) return "range";
  set(draft, value);
  return found.length;
}

function readName(names: readonly string[], isShort: boolean, rest: string, set: (index: number) => void): Read {
  const lower = rest.toLowerCase();
  const shown = names.map((name) => (isShort ? name.slice(0, 3) : name));
  const index = shown.findIndex((name) => lower.startsWith(name.toLowerCase()));
  if (index < 0) return undefined;
  set(index);
  return shown[index]?.length;
}

function readHalf(field: "PM" | "pm", rest: string, draft: Draft): Read {
  const half = rest.slice(0, 2);
  const [before, after] = field === "PM" ? ["AM", "PM"] : ["am", "pm"];
  if (half !== before && half !== after) return undefined;
  draft.afternoon = half === after;
  return 2;
}

function readOffset(text: string, rest: string, draft: Draft): Read {
  if (text.startsWith("Z") && rest.startsWith("Z")) {
    draft.offset = 0;
    return 1;
  }
  const separator = text.includes(":") ? ":" : "";
  const parts = text.replace(/[^0-9]/g, "").length / 2;
  const pattern = new RegExp(`^([+-])(\\d\\d)${`${separator}(\\d\\d)`.repeat(parts - 1)}`);
  const match = pattern.exec(rest);
  if (match === null) return undefined;
  const [, sign, hours, minutes = "0", seconds = "0"] = match;
  if (Number(hours) > 24 || Number(minutes) > 60) return "range";
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  draft.offset = sign === "-" ? -total : total;
  return match[0].length;
}

function readZone(rest: string, draft: Draft): Read {
  const name = /^(?:UTC|[A-Z]{3,5}|[+-]\d\d)/.exec(rest)?.[0];
  if (name === undefined) return undefined;
  draft.zoneName = name;
  return name.length;
}

function readFraction(text: string, rest: string, draft: Draft): Read {
  const digits = /^[.,](\d+)/.exec(rest);
  if (text[1] === "0") {
    if (digits === null || (digits[1] ?? "").length < text.length - 1) return undefined;
    draft.nanosecond = Number((digits[1] ?? "").slice(0, text.length - 1).padEnd(9, "0"));
    return text.length;
  }
  if (digits === null) return 0;
  draft.nanosecond = Number((digits[1] ?? "").slice(0, 9).padEnd(9, "0"));
  return digits[0].length;
}

function assemble(draft: Draft, zone: Zone, fail: (detail: string) => FuncError): GoTime {
  const { year, month, day, yearDay, minute, second, nanosecond, afternoon } = draft;
  const hour = afternoon === undefined ? draft.hour : (draft.hour % 12) + (afternoon ? 12 : 0);
  const date = new Date(0);
  if (yearDay === undefined) date.setUTCFullYear(year, month - 1, day);
  else date.setUTCFullYear(year, 0, yearDay);
  if (yearDay === undefined && (day < 1 || date.getUTCDate() !== day)) throw fail(": day out of range");
  date.setUTCHours(hour, minute, second);
  const local = date.getTime() / 1000;
  const actual = zoneOf(draft, zone);
  const offset = actual.offsetAt(local - actual.offsetAt(local));
  return new GoTime(BigInt(local - offset) * 1_000_000_000n + BigInt(nanosecond), actual);
}

function zoneOf({ offset, zoneName }: Draft, zone: Zone): Zone {
  if (offset === 0) return utc;
  if (offset !== undefined) return fixedZone(zoneName ?? "", offset);
  return zoneName === undefined || zoneName === "UTC" ? (zoneName === "UTC" ? utc : zone) : fixedZone(zoneName, 0);
}

/** As Go's time package quotes: bytes that are not plain ASCII are escaped one by one. */
function quote(text: string): string {
  const shown = Array.from(toBytes(text), (byte) => {
    const character = String.fromCharCode(byte);
    if (byte >= 0x80 || byte < 0x20) return `\\x${byte.toString(16).padStart(2, "0")}`;
    return character === '"' || character === "\\" ? `\\${character}` : character;
  });
  return `"${shown.join("")}"`;
}
