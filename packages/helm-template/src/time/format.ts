import type { ClockFields, GoTime } from "./go-time.ts";
import { dayNames, monthNames, parseLayout } from "./layout.ts";
import type { LayoutField } from "./layout.ts";

/** The time as Go prints it with a layout. */
export function formatTime(time: GoTime, layout: string): string {
  const { fields } = time;
  return parseLayout(layout)
    .map((piece) => ("literal" in piece ? piece.literal : formatField(piece.field, piece.text, { time, fields })))
    .join("");
}

interface Shown {
  readonly time: GoTime;
  readonly fields: ClockFields;
}

function formatField(field: LayoutField, text: string, { time, fields }: Shown): string {
  switch (field) {
    case "zone":
      return time.abbreviation;
    case "offset":
      return formatOffset(time.offset, text);
    case "fraction":
      return formatFraction(fields.nanosecond, text);
    default:
      return formatClock(field, fields);
  }
}

function formatClock(field: Exclude<LayoutField, "zone" | "offset" | "fraction">, clock: ClockFields): string {
  switch (field) {
    case "longMonth":
    case "month":
    case "numMonth":
    case "zeroMonth":
    case "longYear":
    case "year":
      return formatMonth(field, clock);
    case "longWeekday":
      return dayNames[clock.weekday] ?? "";
    case "weekday":
      return (dayNames[clock.weekday] ?? "").slice(0, 3);
    case "day":
      return String(clock.day);
    case "underDay":
      return String(clock.day).padStart(2, " ");
    case "zeroDay":
      return pad(clock.day, 2);
    case "underYearDay":
      return String(clock.yearDay).padStart(3, " ");
    case "zeroYearDay":
      return pad(clock.yearDay, 3);
    default:
      return formatHour(field, clock);
  }
}

function formatMonth(
  field: "longMonth" | "month" | "numMonth" | "zeroMonth" | "longYear" | "year",
  { month, year }: ClockFields,
): string {
  const name = monthNames[month - 1] ?? "";
  switch (field) {
    case "longMonth":
      return name;
    case "month":
      return name.slice(0, 3);
    case "numMonth":
      return String(month);
    case "zeroMonth":
      return pad(month, 2);
    case "longYear":
      return year < 0 ? `-${pad(-year, 4)}` : pad(year, 4);
    case "year":
      return pad(Math.abs(year) % 100, 2);
  }
}

function formatHour(
  field: "hour" | "hour12" | "zeroHour12" | "minute" | "zeroMinute" | "second" | "zeroSecond" | "PM" | "pm",
  { hour, minute, second }: ClockFields,
): string {
  switch (field) {
    case "hour":
      return pad(hour, 2);
    case "hour12":
      return String(hour % 12 || 12);
    case "zeroHour12":
      return pad(hour % 12 || 12, 2);
    case "minute":
      return String(minute);
    case "zeroMinute":
      return pad(minute, 2);
    case "second":
      return String(second);
    case "zeroSecond":
      return pad(second, 2);
    case "PM":
      return hour >= 12 ? "PM" : "AM";
    case "pm":
      return hour >= 12 ? "pm" : "am";
  }
}

function formatOffset(offset: number, text: string): string {
  if (text.startsWith("Z") && offset === 0) return "Z";
  const total = Math.abs(offset);
  const parts = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60].map((part) => pad(part, 2));
  const count = text.replace(/[^0-9]/g, "").length / 2;
  return (offset < 0 ? "-" : "+") + parts.slice(0, count).join(text.includes(":") ? ":" : "");
}

/** Zeros are as many digits as there are, nines as many as are needed. */
function formatFraction(nanosecond: number, text: string): string {
  const digits = pad(nanosecond, 9).slice(0, text.length - 1);
  if (text[1] === "0") return text.charAt(0) + digits.padEnd(text.length - 1, "0");
  const needed = digits.replace(/0+$/, "");
  return needed === "" ? "" : text.charAt(0) + needed;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
