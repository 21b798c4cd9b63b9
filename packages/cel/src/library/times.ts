import { Duration, EvalError } from "../values/value.ts";
import type { Timestamp } from "../values/value.ts";
import { toTimestamp } from "./arithmetic.ts";
import { func, library, method } from "./define.ts";

const nanosPerSecond = 1_000_000_000n;
const nanosPerMilli = 1_000_000n;

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** Reads a time as RFC 3339 writes it; undefined when the text is none. */
export function parseTimestamp(text: string): Timestamp | EvalError | undefined {
  const match = rfc3339.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const [fraction = "", sign, offsetHours = "0", offsetMinutes = "0"] = match.slice(7);
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) {
    return undefined;
  }
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return undefined;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === "-" ? -1 : 1);
  const millis = utcMillis([year, month - 1, day, hour, minute, second]) - offset * 60_000;
  return toTimestamp(BigInt(millis) * nanosPerMilli + BigInt(fraction.slice(0, 9).padEnd(9, "0")), offset);
}

function daysIn(year: number, month: number): number {
  return new Date(utcMillis([year, month, 0, 0, 0, 0])).getUTCDate();
}

/** `Date.UTC` takes the years before 100 for those of the last century. */
function utcMillis([year, month, day, hour, minute, second]: readonly [
  number,
  number,
  number,
  number,
  number,
  number,
]): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  date.setUTCHours(hour, minute, second);
  return date.getTime();
}

/** Prints a time as RFC 3339 does, with as many digits of the second as it has. */
export function formatTimestamp({ nanos, offsetMinutes }: Timestamp): string {
  const { millis, rest } = splitMillis(nanos);
  const local = new Date(millis + offsetMinutes * 60_000).toISOString().slice(0, 19);
  const below = BigInt(((millis % 1000) + 1000) % 1000) * nanosPerMilli + rest;
  const fraction = below === 0n ? "" : `.${String(below).padStart(9, "0").replace(/0+$/, "")}`;
  return `${local}${fraction}${formatOffset(offsetMinutes)}`;
}

function formatOffset(minutes: number): string {
  if (minutes === 0) return "Z";
  const size = Math.abs(minutes);
  const [hours, rest] = [Math.trunc(size / 60), size % 60].map((part) => String(part).padStart(2, "0"));
  return `${minutes < 0 ? "-" : "+"}${hours}:${rest}`;
}

function splitMillis(nanos: bigint): { millis: number; rest: bigint } {
  const rest = ((nanos % nanosPerMilli) + nanosPerMilli) % nanosPerMilli;
  return { millis: Number((nanos - rest) / nanosPerMilli), rest };
}

const units: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["µs", 1_000n],
  ["μs", 1_000n],
  ["ms", nanosPerMilli],
  ["s", nanosPerSecond],
  ["m", 60n * nanosPerSecond],
  ["h", 3600n * nanosPerSecond],
]);

const wholeDuration = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const durationPart = /(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g;

/** Reads a duration as Go does (`1h30m`); undefined when the text is none or too long. */
export function parseDuration(text: string): Duration | undefined {
  if (/^[+-]?0$/.test(text)) return new Duration(0n);
  if (!wholeDuration.test(text)) return undefined;
  let nanos = 0n;
  for (const [, whole = "", fraction = "", unit = ""] of text.matchAll(durationPart)) {
    const scale = units.get(unit) ?? 1n;
    const digits = fraction.slice(0, 20);
    nanos += BigInt(whole || "0") * scale + (BigInt(digits || "0") * scale) / 10n ** BigInt(digits.length);
  }
  const signed = text.startsWith("-") ? -nanos : nanos;
  return signed === BigInt.asIntN(64, signed) ? new Duration(signed) : undefined;
}

/** Prints a duration in seconds: `5400s`, `0.5s`. */
export function formatDuration({ nanos }: Duration): string {
  const size = nanos < 0n ? -nanos : nanos;
  const below = size % nanosPerSecond;
  const fraction = below === 0n ? "" : `.${String(below).padStart(9, "0").replace(/0+$/, "")}`;
  return `${nanos < 0n ? "-" : ""}${size / nanosPerSecond}${fraction}s`;
}

const fixedZone = /^([+-]?)(\d\d?):(\d\d)$/;

/** What a clock in a time zone shows, as if it were UTC. */
function clockIn(time: Timestamp, zone: string | undefined): Date | EvalError {
  const { millis } = splitMillis(time.nanos);
  if (zone === undefined || zone === "UTC" || zone === "") return new Date(millis);
  const fixed = fixedZone.exec(zone);
  if (fixed !== null) {
    const [, sign, hours, minutes] = fixed;
    const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
    return new Date(millis + offset * 60_000);
  }
  return namedClock(millis, zone);
}

function namedClock(millis: number, zone: string): Date | EvalError {
  const formatter = formatterOf(zone);
  if (formatter === undefined) return new EvalError(`unknown time zone ${zone}`);
  const parts = new Map(formatter.formatToParts(millis).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
  const [year, month, day] = [part("year"), part("month"), part("day")];
  const shown = utcMillis([year, month - 1, day, part("hour"), part("minute"), part("second")]);
  return new Date(shown + (((millis % 1000) + 1000) % 1000));
}

function formatterOf(zone: string): Intl.DateTimeFormat | undefined {
  try {
    const numeric = "numeric";
    return new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: numeric,
      month: numeric,
      day: numeric,
      hour: numeric,
      minute: numeric,
      second: numeric,
    });
  } catch {
    return undefined;
  }
}

const millisPerDay = 86_400_000;

/** What can be asked of a time, and the beginning of the overloads' names. */
const getters: readonly (readonly [name: string, id: string, get: (clock: Date) => number])[] = [
  ["getFullYear", "timestamp_to_year", (clock) => clock.getUTCFullYear()],
  ["getMonth", "timestamp_to_month", (clock) => clock.getUTCMonth()],
  ["getDayOfYear", "timestamp_to_day_of_year", dayOfYear],
  ["getDayOfMonth", "timestamp_to_day_of_month", (clock) => clock.getUTCDate() - 1],
  ["getDate", "timestamp_to_day_of_month_1_based", (clock) => clock.getUTCDate()],
  ["getDayOfWeek", "timestamp_to_day_of_week", (clock) => clock.getUTCDay()],
  ["getHours", "timestamp_to_hours", (clock) => clock.getUTCHours()],
  ["getMinutes", "timestamp_to_minutes", (clock) => clock.getUTCMinutes()],
  ["getSeconds", "timestamp_to_seconds", (clock) => clock.getUTCSeconds()],
  ["getMilliseconds", "timestamp_to_milliseconds", (clock) => clock.getUTCMilliseconds()],
];

function dayOfYear(clock: Date): number {
  const start = utcMillis([clock.getUTCFullYear(), 0, 1, 0, 0, 0]);
  return Math.floor((clock.getTime() - start) / millisPerDay);
}

function read(time: Timestamp, get: (clock: Date) => number, zone?: string): bigint | EvalError {
  const clock = clockIn(time, zone);
  return clock instanceof EvalError ? clock : BigInt(get(clock));
}

const timestampGetters = library(
  Object.fromEntries(
    getters.map(([name, id, get]) => [
      name,
      {
        [id]: method(["timestamp"], "int", (time) => read(time, get)),
        [id === "timestamp_to_seconds" ? `${id}_tz` : `${id}_with_tz`]: method(
          ["timestamp", "string"],
          "int",
          (time, zone) => read(time, get, zone),
        ),
      },
    ]),
  ),
);

/** What can be asked of times and durations. */
export const times = [
  ...timestampGetters,
  ...library({
    getHours: { duration_to_hours: method(["duration"], "int", ({ nanos }) => nanos / (3600n * nanosPerSecond)) },
    getMinutes: { duration_to_minutes: method(["duration"], "int", ({ nanos }) => nanos / (60n * nanosPerSecond)) },
    getSeconds: { duration_to_seconds: method(["duration"], "int", ({ nanos }) => nanos / nanosPerSecond) },
    getMilliseconds: {
      duration_to_milliseconds: method(["duration"], "int", ({ nanos }) => (nanos / nanosPerMilli) % 1000n),
    },
  }),
];

/** Seconds since 1970, rounded down. */
export function unixSeconds({ nanos }: Timestamp): bigint {
  return (nanos - (((nanos % nanosPerSecond) + nanosPerSecond) % nanosPerSecond)) / nanosPerSecond;
}

export const timeConversions = library({
  timestamp: {
    timestamp_to_timestamp: func(["timestamp"], "timestamp", (time) => time),
    int64_to_timestamp: func(["int"], "timestamp", (seconds) => toTimestamp(seconds * nanosPerSecond)),
    string_to_timestamp: func(
      ["string"],
      "timestamp",
      (text) =>
        parseTimestamp(text) ?? new EvalError("type conversion error from 'string' to 'google.protobuf.Timestamp'"),
    ),
  },
  duration: {
    duration_to_duration: func(["duration"], "duration", (duration) => duration),
    int64_to_duration: func(["int"], "duration", (nanos) => new Duration(nanos)),
    string_to_duration: func(
      ["string"],
      "duration",
      (text) =>
        parseDuration(text) ?? new EvalError("type conversion error from 'string' to 'google.protobuf.Duration'"),
    ),
  },
});
