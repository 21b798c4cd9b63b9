const timestamp =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]| )(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,9})\d*)?(Z|[-+]\d{2}:\d{2})?)?$/;

/**
 * A plain scalar that is a timestamp, as RFC 3339, or undefined when it is none: kustomize reads `2001-01-01` as a point in time
 * and prints it as one. Behind a space the time has no zone and is UTC, behind a `T` it must have one.
 */
export function resolveTimestamp(text: string): string | undefined {
  const match = timestamp.exec(text);
  if (match === null) return undefined;
  const [, year = "", month = "", day = "", hour, minute = "", second = "", fraction = "", zone] = match;
  if (!isDate(Number(year), Number(month), Number(day))) return undefined;
  const date = `${year}-${pad(month)}-${pad(day)}`;
  if (hour === undefined) return `${date}T00:00:00Z`;
  if (text.includes(" ") === (zone !== undefined)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const digits = fraction.replace(/0+$/, "");
  return `${date}T${pad(hour)}:${pad(minute)}:${pad(second)}${digits === "" ? "" : `.${digits}`}${zone ?? "Z"}`;
}

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] as number);
}

function pad(digits: string): string {
  return digits.padStart(2, "0");
}
