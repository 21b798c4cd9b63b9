// Schedules of cron jobs, and what the parser that upstream uses says of them.
import { parseDuration } from "@flux-ts/base";

interface Unit {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

const units: readonly Unit[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: months },
  { least: 0, most: 6, names: days },
];

const descriptors = new Set(["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"]);

/** What is wrong with a schedule; undefined when nothing is. */
export function scheduleError(schedule: string): string | undefined {
  if (schedule.startsWith("@")) return descriptorError(schedule);
  const parts = schedule.split(/\s+/).filter((part) => part !== "");
  if (parts.length !== 5) return `expected exactly 5 fields, found ${parts.length}: [${parts.join(" ")}]`;
  for (const [index, part] of parts.entries()) {
    for (const range of part.split(",")) {
      const error = rangeError(range, units[index] as Unit);
      if (error !== undefined) return error;
    }
  }
  return undefined;
}

function descriptorError(schedule: string): string | undefined {
  if (descriptors.has(schedule)) return undefined;
  if (!schedule.startsWith("@every ")) return `unrecognized descriptor: ${schedule}`;
  const duration = schedule.slice("@every ".length);
  try {
    parseDuration(duration);
    return undefined;
  } catch {
    return `failed to parse duration ${schedule}: time: invalid duration ${JSON.stringify(duration)}`;
  }
}

function rangeError(range: string, unit: Unit): string | undefined {
  const [span = "", step, ...more] = range.split("/");
  if (more.length > 0) return `too many slashes: ${range}`;
  const bounds = boundsOf(span, range, unit);
  if (typeof bounds === "string") return bounds;
  const stride = step === undefined ? 1 : parseNumber(step);
  if (typeof stride === "string") return stride;
  const [start, end] = step !== undefined && bounds.single ? [bounds.start, unit.most] : [bounds.start, bounds.end];
  if (start < unit.least) return `beginning of range (${start}) below minimum (${unit.least}): ${range}`;
  if (end > unit.most) return `end of range (${end}) above maximum (${unit.most}): ${range}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${range}`;
  return stride === 0 ? `step of range should be a positive number: ${range}` : undefined;
}

interface Bounds {
  readonly start: number;
  readonly end: number;
  readonly single: boolean;
}

function boundsOf(span: string, range: string, unit: Unit): Bounds | string {
  const [first = "", last, ...more] = span.split("-");
  if (first === "*" || first === "?") return { start: unit.least, end: unit.most, single: false };
  if (more.length > 0) return `too many hyphens: ${range}`;
  const start = valueOf(first, unit);
  if (typeof start === "string") return start;
  if (last === undefined) return { start, end: start, single: true };
  const end = valueOf(last, unit);
  return typeof end === "string" ? end : { start, end, single: false };
}

function valueOf(text: string, { names = [], least }: Unit): number | string {
  const named = names.indexOf(text.toLowerCase());
  return named < 0 ? parseNumber(text) : named + least;
}

function parseNumber(text: string): number | string {
  if (/^[+-]?\d+$/.test(text)) {
    const number = Number(text);
    return number < 0 ? `negative number (${number}) not allowed: ${text}` : number;
  }
  return `failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
}
