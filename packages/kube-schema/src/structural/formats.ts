type Accepts = (text: string) => boolean;

const dateTime = /^(\d{4}-\d{2}-\d{2})t([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(z|[+-]\d{2}:\d{2})$/;
const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const octet = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const ipv4 = new RegExp(`^${octet}(\\.${octet}){3}$`);
const hostLabel = /^[a-zA-Z0-9\p{S}\p{L}]([a-zA-Z0-9\p{S}\p{L}-]{0,61}[a-zA-Z0-9\p{S}\p{L}])?$/u;
const topLevelLabel = /^[a-zA-Z\p{L}]{2,63}$/u;
const shortName = new RegExp(`^${label}$`);
const longName = new RegExp(`^${label}(\\.${label})*$`);

/** The string formats the API server validates; any other format is a comment. */
export const formats: ReadonlyMap<string, Accepts> = new Map<string, Accepts>([
  ["bsonobjectid", (text) => /^[0-9a-fA-F]{24}$/.test(text)],
  ["byte", (text) => text === "" || isBase64(text)],
  ["cidr", isCidr],
  ["creditcard", isCreditCard],
  ["date", isDate],
  ["date-time", isDateTime],
  ["datetime", isDateTime],
  ["duration", isDuration],
  ["email", isEmail],
  ["hexcolor", (text) => /^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text)],
  ["hostname", isHostname],
  ["ipv4", (text) => ipv4.test(text)],
  ["ipv6", isIpv6],
  ["isbn", (text) => isIsbn10(text) || isIsbn13(text)],
  ["isbn10", isIsbn10],
  ["isbn13", isIsbn13],
  ["k8s-long-name", (text) => text.length <= 253 && longName.test(text)],
  ["k8s-short-name", (text) => text.length <= 63 && shortName.test(text)],
  ["mac", isMac],
  ["password", () => true],
  ["rgbcolor", isRgb],
  ["ssn", (text) => /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text)],
  ["uri", isUri],
  ["uuid", (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text)],
  ["uuid3", (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i.test(text)],
  ["uuid4", (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text)],
  ["uuid5", (text) => /^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$/i.test(text)],
]);

function isBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/.test(text);
}

function isDate(text: string): boolean {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  // Two-digit years are not meant: Date.UTC maps 0-99 to the last century.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
}

function isDateTime(text: string): boolean {
  const [, date] = dateTime.exec(text.toLowerCase()) ?? [];
  return date !== undefined && isDate(date);
}

const goDuration = /^[+-]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;
const spelledUnits =
  /^(ns|nanos?|nanoseconds?|us|µs|micros?|microseconds?|ms|millis?|milliseconds?|s|sec|secs?|seconds?|m|mins?|minutes?|h|hr|hours?|d|days?|w|wk|weeks?)$/;

/** Go's durations (`1h30m`), or amounts with spelled units (`3 days`). */
function isDuration(text: string): boolean {
  if (goDuration.test(text)) return true;
  const parts = [...text.matchAll(/(\d+)\s*([A-Za-zµ]+)/g)];
  return parts.length > 0 && parts.every(([, , unit]) => spelledUnits.test((unit ?? "").toLowerCase()));
}

function isEmail(text: string): boolean {
  const address = /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text;
  return /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[^\s@<>(),;:\\"]+$/.test(address.trim()) && !/^\.|\.\.|\.@/.test(address);
}

function isHostname(text: string): boolean {
  const labels = text.split(".");
  const last = labels.at(-1) ?? "";
  if (text.length > 255 || !labels.every((part) => hostLabel.test(part))) return false;
  return labels.length === 1 || topLevelLabel.test(last);
}

function isIpv6(text: string): boolean {
  if (!text.includes(":") || text.includes("%")) return false;
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return false;
  const count = (part: string | undefined, last: boolean) => groupCount(part ?? "", last);
  const before = count(head, tail === undefined);
  const after = tail === undefined ? 0 : count(tail, true);
  if (before < 0 || after < 0) return false;
  return tail === undefined ? before === 8 : before + after <= 7;
}

/** How many 16-bit groups a colon-separated run holds, or -1 when it is none; the last may be an IPv4 address. */
function groupCount(run: string, mayEndInIpv4: boolean): number {
  if (run === "") return 0;
  const groups = run.split(":");
  const last = groups.at(-1) ?? "";
  const embedded = mayEndInIpv4 && ipv4.test(last);
  if (embedded) groups.pop();
  return groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) ? groups.length + (embedded ? 2 : 0) : -1;
}

function isCidr(text: string): boolean {
  const [address = "", bits = "", ...more] = text.split("/");
  if (more.length > 0 || !/^\d{1,3}$/.test(bits)) return false;
  if (ipv4.test(address)) return Number(bits) <= 32;
  return isIpv6(address) && Number(bits) <= 128;
}

function isMac(text: string): boolean {
  const bytes = /^[0-9a-fA-F]{2}(([:-])[0-9a-fA-F]{2}(\2[0-9a-fA-F]{2})*)$/;
  const words = /^[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4}){2,9}$/;
  return (
    (bytes.test(text) && [17, 23, 59].includes(text.length)) || (words.test(text) && [14, 19, 49].includes(text.length))
  );
}

function isRgb(text: string): boolean {
  return /^rgb\(\s*(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])\s*,\s*(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])\s*,\s*(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])\s*\)$/.test(
    text,
  );
}

/** What Go accepts as a request URI: an absolute path, or anything with a scheme. */
function isUri(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what Go refuses
  if (text === "" || /[\u0000-\u0020\u007f]/.test(text) || /%(?![0-9a-fA-F]{2})/.test(text)) return false;
  if (text.startsWith("/") || text === "*") return true;
  const [, rest] = /^[a-zA-Z][a-zA-Z0-9+.-]*:(.*)$/.exec(text) ?? [];
  if (rest === undefined) return false;
  const [, port] = /^\/\/[^/?#]*:([^/?#\]]*)(?:[/?#]|$)/.exec(rest) ?? [];
  return port === undefined || /^\d*$/.test(port);
}

function isCreditCard(text: string): boolean {
  const digits = text.replaceAll(/[^0-9]+/g, "");
  const issuer =
    /^(?:4\d{12}(?:\d{3})?|(5[1-5]\d{4}|222[1-9]\d{2}|22[3-9]\d{3}|2[3-6]\d{4}|27[01]\d{3}|2720\d{2})\d{10}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11}|6[27]\d{14})$/;
  if (!issuer.test(digits)) return false;
  const weigh = (digit: number, index: number) => {
    const doubled = digit * ((digits.length - index) % 2 === 0 ? 2 : 1);
    return doubled > 9 ? doubled - 9 : doubled;
  };
  return checksum(digits, weigh) % 10 === 0;
}

function isIsbn10(text: string): boolean {
  const digits = text.replaceAll(/[\s-]+/g, "");
  return /^\d{9}[\dX]$/.test(digits) && checksum(digits, (digit, index) => digit * (index + 1)) % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = text.replaceAll(/[\s-]+/g, "");
  return /^\d{13}$/.test(digits) && checksum(digits, (digit, index) => digit * (index % 2 === 0 ? 1 : 3)) % 10 === 0;
}

/** Adds up weighed digits; `X` is the digit ten. */
function checksum(digits: string, weigh: (digit: number, index: number) => number): number {
  return digits.split("").reduce((sum, digit, index) => sum + weigh(digit === "X" ? 10 : Number(digit), index), 0);
}
