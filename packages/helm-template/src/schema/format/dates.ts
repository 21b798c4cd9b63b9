import { FuncError } from "@flux-ts/go-template";
import { parseTime } from "../../time/parse.ts";
import { utc } from "../../time/zone.ts";

export function dateFault(text: string): string | undefined {
  try {
    parseTime("2006-01-02", text, utc);
    return undefined;
  } catch (error) {
    if (error instanceof FuncError) return error.message;
    throw error;
  }
}

/** `hh:mm:ss`, a fraction, and a zone. */
export function timeFault(text: string): string | undefined {
  if (text.length < 9) return "less than 9 characters long";
  if (text[2] !== ":" || text[5] !== ":") return "missing colon in correct place";
  const parts = [text.slice(0, 2), text.slice(3, 5), text.slice(6, 8)];
  if (!parts.every((part) => /^[0-9]{2}$/.test(part))) return "invalid hour/min/sec";
  const [hour = 0, minute = 0, second = 0] = parts.map(Number);
  if (hour > 23 || minute > 59 || second > 60) return "hour/min/sec out of range";
  const fraction = /^\.[0-9]*/.exec(text.slice(8))?.[0] ?? "";
  if (fraction === ".") return "no digits in second fraction";
  const zone = readZone(text.slice(8 + fraction.length));
  if (typeof zone === "string") return zone;
  if (second < 60) return undefined;
  // A leap second is the last one of a day in UTC.
  const inDay = (((hour * 60 + minute - zone) % minutesOfDay) + minutesOfDay) % minutesOfDay;
  return inDay === minutesOfDay - 1 ? undefined : "invalid leap second";
}

const minutesOfDay = 24 * 60;

/** The offset in minutes, or what is wrong with it. */
function readZone(text: string): number | string {
  if (text === "Z" || text === "z") return 0;
  if (text.length !== 6) return "offset must be 6 characters long";
  const [, sign, hours = "", minutes = ""] = /^([-+])(..):(..)$/s.exec(text) ?? [];
  if (sign === undefined) return /^[-+]/.test(text) ? "missing colon in offset" : "offset must begin with plus/minus";
  if (!/^[0-9]{4}$/.test(hours + minutes)) return "invalid hour/min in offset";
  if (Number(hours) > 23 || Number(minutes) > 59) return "hour/min in offset out of range";
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

export function dateTimeFault(text: string): string | undefined {
  if (text.length < 20) return "less than 20 characters long";
  if (!/^[Tt]$/.test(text[10] as string)) return "11th character must be t or T";
  const date = dateFault(text.slice(0, 10));
  if (date !== undefined) return `invalid date element: ${date}`;
  const time = timeFault(text.slice(11));
  return time === undefined ? undefined : `invalid time element: ${time}`;
}

/** `P1Y2M3DT4H5M6S`, or weeks. */
export function durationFault(text: string): string | undefined {
  if (!text.startsWith("P")) return "must start with P";
  const body = text.slice(1);
  if (body === "") return "nothing after P";
  if (body.endsWith("W")) return unitFault(body, "W");
  const at = body.indexOf("T");
  const dates = at < 0 ? body : body.slice(0, at);
  const dateReason = dates === "" ? undefined : unitFault(dates, "YMD");
  if (dateReason !== undefined || at < 0) return dateReason;
  const times = body.slice(at + 1);
  return times === "" ? "no time elements" : unitFault(times, "HMS");
}

/** Numbers, each with one of the units, in their order. */
function unitFault(text: string, units: string): string | undefined {
  let allowed = units;
  for (let rest = text; rest !== "";) {
    const digits = /^[0-9]*/.exec(rest)?.[0] ?? "";
    if (digits === "") return "missing number";
    const unit = rest[digits.length];
    if (unit === undefined) return "missing unit";
    const place = allowed.indexOf(unit);
    if (place < 0) return units.includes(unit) ? `unit '${unit}' out of order` : `invalid unit '${unit}'`;
    allowed = allowed.slice(place + 1);
    rest = rest.slice(digits.length + 1);
  }
  return undefined;
}

/** Two times, or a time and a duration, around a slash. */
export function periodFault(text: string): string | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return "missing slash";
  const [start, end] = [text.slice(0, slash), text.slice(slash + 1)];
  if (start.startsWith("P")) {
    return (
      prefixed("invalid start duration", durationFault(start)) ?? prefixed("invalid end date-time", dateTimeFault(end))
    );
  }
  const first = prefixed("invalid start date-time", dateTimeFault(start));
  if (first !== undefined) return first;
  return end.startsWith("P")
    ? prefixed("invalid end duration", durationFault(end))
    : prefixed("invalid end date-time", dateTimeFault(end));
}

function prefixed(what: string, reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : `${what}: ${reason}`;
}
