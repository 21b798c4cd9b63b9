/** A time zone: how far its clocks are from UTC, and what they call that, at a moment. */
export interface Zone {
  readonly name: string;
  /** Seconds east of UTC. */
  readonly offsetAt: (epochSeconds: number) => number;
  readonly abbreviationAt: (epochSeconds: number) => string;
}

export const utc: Zone = { name: "UTC", offsetAt: () => 0, abbreviationAt: () => "UTC" };

/** A zone that is always as far from UTC. Without a name it is called by its offset. */
export function fixedZone(name: string, offset: number): Zone {
  const minutes = Math.abs(offset) / 60;
  const digits = `${Math.floor(minutes / 60)}`.padStart(2, "0") + `${Math.floor(minutes % 60)}`.padStart(2, "0");
  const shown = name === "" ? (offset < 0 ? "-" : "+") + digits : name;
  return { name, offsetAt: () => offset, abbreviationAt: () => shown };
}

/** People use letters for the zones they live in only: each of these knows others. */
const locales = ["en-US", "en-GB", "en-IN", "en-AU", "en-NZ", "en-ZA", "ja-JP"] as const;

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
    const names = locales.map((locale) => new Intl.DateTimeFormat(locale, { timeZone: name, timeZoneName: "short" }));
    return {
      name,
      offsetAt: (seconds) => parseOffset(zonePart(offsets, seconds)),
      abbreviationAt: (seconds) => abbreviation(names.map((format) => zonePart(format, seconds))),
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

/** Zones that nobody has letters for are called by their offset: `+03`. */
function abbreviation(texts: readonly string[]): string {
  const letters = texts.find((text) => /^[A-Z]+$/.test(text));
  if (letters !== undefined) return letters;
  const match = /^GMT([+-])(\d{1,2})(?::(\d\d))?$/.exec(texts[0] ?? "");
  return match === null ? (texts[0] ?? "") : `${match[1]}${match[2]?.padStart(2, "0")}${match[3] ?? ""}`;
}
