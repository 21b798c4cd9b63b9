/** A time zone: how far its clocks are from UTC, and what they call that, at a moment. */
export interface Zone {
  readonly name: string;
  /** Seconds east of UTC. */
  readonly offsetAt: (epochSeconds: number) => number;
  readonly abbreviationAt: (epochSeconds: number) => string;
}

export const utc: Zone = { name: "UTC", offsetAt: () => 0, abbreviationAt: () => "UTC" };

export function fixedZone(name: string, offset: number): Zone {
  return { name, offsetAt: () => offset, abbreviationAt: () => name };
}

const zones = new Map<string, Zone | undefined>();

/** A zone of the IANA database; undefined when there is none of that name. */
export function findZone(name: string): Zone | undefined {
  if (name === "" || name === "UTC") return utc;
  if (!zones.has(name)) zones.set(name, loadZone(name));
  return zones.get(name);
}

function loadZone(name: string): Zone | undefined {
  try {
    const offsets = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
    const names = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "short" });
    return {
      name,
      offsetAt: (seconds) => parseOffset(zonePart(offsets, seconds)),
      abbreviationAt: (seconds) => abbreviation(zonePart(names, seconds)),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function zonePart(format: Intl.DateTimeFormat, seconds: number): string {
  return format.formatToParts(seconds * 1000).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
}

function parseOffset(text: string): number {
  const match = /^GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
  if (match === null) return 0;
  const seconds = Number(match[2]) * 3600 + Number(match[3]) * 60 + Number(match[4] ?? 0);
  return match[1] === "-" ? -seconds : seconds;
}

/** Zones without letters of their own are called by their offset: `+03`. */
function abbreviation(text: string): string {
  const match = /^GMT([+-])(\d{1,2})(?::(\d\d))?$/.exec(text);
  return match === null ? text : `${match[1]}${match[2]?.padStart(2, "0")}${match[3] ?? ""}`;
}
