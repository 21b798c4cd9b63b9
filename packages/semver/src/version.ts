import { SemverError } from "./errors.ts";

/** A semantic version. Numbers have up to 64 bits. */
export interface Version {
  /** As it was written, a leading `v` included. */
  readonly original: string;
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  /** Without its dash; "" when there is none. */
  readonly prerelease: string;
  /** Without its plus; "" when there is none. It has no part in any comparison. */
  readonly metadata: string;
}

const identifiers = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
const looseVersion = new RegExp(
  String.raw`^v?([0-9]+)(?:\.([0-9]+))?(?:\.([0-9]+))?(?:-(${identifiers}))?(?:\+(${identifiers}))?$`,
);

const maxLength = 256;

/**
 * Reads a version as Helm does: minor and patch may be missing, numbers may begin with zeros.
 *
 * @throws SemverError
 */
export function parseVersion(text: string): Version {
  if (text.length > maxLength) throw invalid(`version string is too long (max ${maxLength} bytes)`);
  const match = looseVersion.exec(text);
  if (match === null) throw invalid("invalid semantic version");
  const [, major = "", minor = "0", patch = "0", prerelease = "", metadata = ""] = match;
  const parse = (segment: string) => parseSegment(segment, "error parsing version segment: ");
  const core = { major: parse(major), minor: parse(minor), patch: parse(patch) };
  if (prerelease !== "") checkPrerelease(prerelease);
  return { original: text, ...core, prerelease, metadata };
}

const strictVersion = /^([^.]*)\.([^.]*)\.([^-+]*)(?:-([^+]*))?(?:\+(.*))?$/s;

/**
 * Reads a version as Flux reads the tags of Git repositories, OCI artifacts and images: complete and without leading zeros;
 * only a leading `v` is allowed.
 *
 * @throws SemverError
 */
export function parseStrictVersion(text: string): Version {
  const bare = text.startsWith("v") ? text.slice(1) : text;
  if (bare === "") throw invalid("version string empty");
  const match = strictVersion.exec(bare);
  if (match === null) throw invalid("invalid semantic version");
  const [, major = "", minor = "", patch = "", prerelease, metadata] = match;
  if (metadata !== undefined && !metadata.split(".").every((part) => identifier.test(part))) {
    throw invalid("invalid metadata string");
  }
  if (prerelease !== undefined) checkPrerelease(prerelease);
  for (const segment of [major, minor, patch]) checkSegment(segment);
  const core = { major: parseSegment(major), minor: parseSegment(minor), patch: parseSegment(patch) };
  return { original: text, ...core, prerelease: prerelease ?? "", metadata: metadata ?? "" };
}

const identifier = /^[0-9A-Za-z-]+$/;

function checkPrerelease(prerelease: string): void {
  for (const part of prerelease.split(".")) {
    if (/^0[0-9]+$/.test(part)) throw invalid("version segment starts with 0");
    if (!identifier.test(part)) throw invalid("invalid prerelease string");
  }
}

function checkSegment(segment: string): void {
  if (!/^[0-9]*$/.test(segment)) throw invalid("invalid characters in version");
  if (/^0[0-9]/.test(segment)) throw invalid("version segment starts with 0");
}

const uint64Limit = 2n ** 64n;

function parseSegment(segment: string, prefix = ""): bigint {
  const quoted = JSON.stringify(segment);
  if (segment === "") throw invalid(`${prefix}strconv.ParseUint: parsing ${quoted}: invalid syntax`);
  const value = BigInt(segment);
  if (value < uint64Limit) return value;
  throw invalid(`${prefix}strconv.ParseUint: parsing ${quoted}: value out of range`);
}

function invalid(text: string): SemverError {
  return new SemverError("version", text);
}

/** The version without what is free about writing it: `1.2.0-rc.1+meta`. */
export function formatVersion({ major, minor, patch, prerelease, metadata }: Version): string {
  const suffix = (prerelease === "" ? "" : `-${prerelease}`) + (metadata === "" ? "" : `+${metadata}`);
  return `${major}.${minor}.${patch}${suffix}`;
}

/** Negative, zero or positive as `a` is older than, equal to or newer than `b`. Metadata does not count. */
export function compareVersions(a: Version, b: Version): number {
  return (
    compare(a.major, b.major) ||
    compare(a.minor, b.minor) ||
    compare(a.patch, b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "") return 1;
  if (b === "") return -1;
  const left = a.split(".");
  const right = b.split(".");
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const order = compareIdentifiers(left[at] as string, right[at] as string);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** Numbers are older than words. */
function compareIdentifiers(a: string, b: string): number {
  const isNumberA = isNumber(a);
  const isNumberB = isNumber(b);
  if (isNumberA && isNumberB) return compare(BigInt(a), BigInt(b));
  if (isNumberA !== isNumberB) return isNumberA ? -1 : 1;
  return compare(a, b);
}

function isNumber(identifier: string): boolean {
  return /^[0-9]+$/.test(identifier) && BigInt(identifier) < uint64Limit;
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
