// When a cron job runs next. Schedules have been checked when they were written.
import { parseDuration } from "@flux-ts/base";

/** Times of a schedule, in milliseconds since 1970. */
export interface Schedule {
  /** The first time after another; undefined when there is none within five years. */
  next(after: number): number | undefined;
}

const descriptors: { readonly [name: string]: string } = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@hourly": "0 * * * *",
};

/** @throws Error when the schedule or the time zone is none. */
export function parseSchedule(text: string, timeZone: string | undefined): Schedule {
  if (text.startsWith("@every ")) return every(parseDuration(text.slice("@every ".length)));
  const fields = (descriptors[text] ?? text).split(/\s+/).filter((part) => part !== "");
  const [minutes, hours, days, months, weekdays] = units.map((unit, index) => parseField(fields[index] ?? "*", unit));
  if (
    minutes === undefined ||
    hours === undefined ||
    days === undefined ||
    months === undefined ||
    weekdays === undefined
  ) {
    throw new RangeError(`Schedule "${text}" has too few fields`);
  }
  const offset = offsetsOf(timeZone ?? "UTC");
  const isDay = (wall: Date): boolean => {
    if (!months.values.has(wall.getUTCMonth() + 1)) return false;
    const [day, weekday] = [days.values.has(wall.getUTCDate()), weekdays.values.has(wall.getUTCDay())];
    // Where both are given one of them is enough.
    return days.any || weekdays.any ? day && weekday : day || weekday;
  };
  return { next: (after) => search(after, { isDay, minutes: minutes.values, hours: hours.values, offset }) };
}

function every(intervalMs: number): Schedule {
  const step = Math.max(1000, Math.floor(intervalMs / 1000) * 1000);
  return { next: (after) => Math.floor((after + step) / 1000) * 1000 };
}

interface Unit {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const units: readonly Unit[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"] },
  { least: 0, most: 6, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] },
];

interface Field {
  readonly values: ReadonlySet<number>;
  /** Whether it is left open. */
  readonly any: boolean;
}

function parseField(text: string, unit: Unit): Field {
  const values = new Set<number>();
  let any = false;
  for (const range of text.split(",")) {
    const [span = "", step] = range.split("/");
    const open = span === "*" || span === "?";
    any ||= open;
    const [first, last] = open ? [unit.least, unit.most] : boundsOf(span, unit, step !== undefined);
    for (let value = first; value <= last; value += Math.max(1, Number(step ?? 1))) values.add(value);
  }
  return { values, any };
}

function boundsOf(span: string, unit: Unit, stepped: boolean): readonly [number, number] {
  const [first = "", last] = span.split("-");
  const from = valueOf(first, unit);
  if (last !== undefined) return [from, valueOf(last, unit)];
  return [from, stepped ? unit.most : from];
}

function valueOf(text: string, { names = [], least }: Unit): number {
  const named = names.indexOf(text.toLowerCase());
  return named < 0 ? Number(text) : named + least;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const searchDays = 5 * 366;

interface Search {
  readonly isDay: (wall: Date) => boolean;
  readonly hours: ReadonlySet<number>;
  readonly minutes: ReadonlySet<number>;
  readonly offset: (time: number) => number;
}

/** Goes through the days of the clock on the wall; what that clock skips in spring is no time. */
function search(after: number, { isDay, hours, minutes, offset }: Search): number | undefined {
  const firstDay = Math.floor((after + offset(after)) / dayMs) * dayMs;
  for (let day = firstDay; day < firstDay + searchDays * dayMs; day += dayMs) {
    if (!isDay(new Date(day))) continue;
    for (const hour of inOrder(hours)) {
      for (const minute of inOrder(minutes)) {
        const wall = day + (hour * 60 + minute) * minuteMs;
        const time = wall - offset(wall - offset(wall));
        if (time > after && time + offset(time) === wall) return time;
      }
    }
  }
  return undefined;
}

function inOrder(values: ReadonlySet<number>): readonly number[] {
  return [...values].toSorted((a, b) => a - b);
}

/** How far the clocks of a zone are ahead of UTC at a time, in milliseconds. */
function offsetsOf(timeZone: string): (time: number) => number {
  if (timeZone === "UTC" || timeZone === "Etc/UTC") return () => 0;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (time) => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    const wall = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
    return wall - Math.floor(time / 1000) * 1000;
  };
}
