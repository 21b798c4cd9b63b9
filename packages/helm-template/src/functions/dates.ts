import { formatDuration, messageOf, parseDuration } from "@flux-ts/base";
import { func, FuncError, integerOf, param, typeOf } from "@flux-ts/go-template";
import type { FuncMap, Param, Value } from "@flux-ts/go-template";
import type { Ports } from "../ports.ts";
import { GoTime } from "../time/go-time.ts";
import { parseTime } from "../time/parse.ts";
import { findZone, utc } from "../time/zone.ts";
import type { Zone } from "../time/zone.ts";

const { any, string } = param;
const time: Param<GoTime> = { type: typeOf(GoTime.zero()), read: (value) => value as GoTime };

const nanosPerMilli = 1e6;

function parseNanos(text: string): bigint {
  try {
    return BigInt(Math.round(parseDuration(text) * nanosPerMilli));
  } catch (error) {
    throw new FuncError(messageOf(error));
  }
}

/** What fails gives the other value. */
function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FuncError) return otherwise;
    throw error;
  }
}

/** Seconds in digits or as an `int64`; everything else is none. */
function formatSeconds(value: Value): string {
  const text = typeof value === "string" && /^[+-]?\d+$/.test(value) ? BigInt(value) : undefined;
  const seconds = text ?? (typeof value === "bigint" ? value : 0n);
  return formatDuration(Number(seconds) * 1000);
}

const units: readonly (readonly [string, number])[] = [
  ["y", 365 * 86_400],
  ["mo", 30 * 86_400],
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
  ["s", 1],
];

/** The largest unit that fits, and how often. */
function roundDuration(nanos: bigint): string {
  const seconds = Math.abs(Number(nanos)) / 1e9;
  const [unit, size] = units.find(([, size]) => seconds > size) ?? ["s", 0];
  return size === 0 ? "0s" : `${Math.floor(seconds / size)}${unit}`;
}

const htmlLayout = "2006-01-02";

/** Functions of dates, with the clock and the zone of the ports. */
export function dateFunctions({ now, timeZone = "UTC" }: Ports): FuncMap {
  const local = findZone(timeZone) ?? utc;
  const current = () => GoTime.ofMillis(now(), local);
  const timeOf = (value: Value): GoTime => {
    if (value instanceof GoTime) return value;
    const seconds = integerOf(value);
    return seconds === undefined ? current() : GoTime.ofSeconds(seconds, local);
  };
  const zoneOf = (name: string): Zone => (name === "Local" ? local : (findZone(name) ?? utc));
  const format = (layout: string, value: Value, zone: string) => timeOf(value).in(zoneOf(zone)).format(layout);
  const since = (value: Value) => current().nanos - timeOf(value).nanos;
  const roundedDuration = (value: Value): string => {
    if (typeof value === "string") return roundDuration(attempt(() => parseNanos(value), 0n));
    if (value instanceof GoTime) return roundDuration(since(value));
    return roundDuration(typeof value === "bigint" ? value : 0n);
  };
  const dateInZone = func([string, any, string], format);
  const dateModify = func([string, time], (duration, date) => date.plus(attempt(() => parseNanos(duration), 0n)));
  const mustDateModify = func([string, time], (duration, date) => date.plus(parseNanos(duration)));
  return {
    now: func([], current),
    date: func([string, any], (layout, value) => format(layout, value, "Local")),
    dateInZone,
    date_in_zone: dateInZone,
    htmlDate: func([any], (value) => format(htmlLayout, value, "Local")),
    htmlDateInZone: func([any, string], (value, zone) => format(htmlLayout, value, zone)),
    toDate: func([string, string], (layout, text) => attempt(() => parseTime(layout, text, local), GoTime.zero())),
    mustToDate: func([string, string], (layout, text) => parseTime(layout, text, local)),
    dateModify,
    date_modify: dateModify,
    mustDateModify,
    must_date_modify: mustDateModify,
    unixEpoch: func([time], ({ seconds }) => seconds.toString()),
    ago: func([any], (value) => formatDuration(Math.round(Number(since(value)) / 1e9) * 1000)),
    duration: func([any], formatSeconds),
    durationRound: func([any], roundedDuration),
  };
}
