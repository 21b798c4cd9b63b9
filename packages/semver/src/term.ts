import { compareVersions } from "./version.ts";
import type { Version } from "./version.ts";

export type Operator = "" | "=" | "!=" | ">" | "<" | ">=" | "=>" | "<=" | "=<" | "~" | "~>" | "^";

/** One comparison of a constraint. */
export interface Term {
  readonly operator: Operator;
  /** With zeros where nothing or a wildcard was written. */
  readonly version: Version;
  /** The version as it was written. */
  readonly written: string;
  /** The first segment that is free: `*` (all), `1` and `1.x` (minor), `1.2` and `1.2.x` (patch). */
  readonly wildcard: "all" | "minor" | "patch" | "none";
}

/** Whether a version meets a term; whether prereleases are asked for at all is decided before. */
export function matchesTerm(version: Version, term: Term): boolean {
  switch (term.operator) {
    case "":
    case "=":
      return term.wildcard === "none" ? compareVersions(version, term.version) === 0 : matchesTilde(version, term);
    case "!=":
      return differs(version, term);
    case ">":
      return isAbove(version, term);
    case "<":
      return compareVersions(version, term.version) < 0;
    case ">=":
    case "=>":
      return compareVersions(version, term.version) >= 0;
    case "<=":
    case "=<":
      return isAtMost(version, term);
    case "~":
    case "~>":
      return matchesTilde(version, term);
    case "^":
      return matchesCaret(version, term);
  }
}

function differs(version: Version, { version: wanted, wildcard }: Term): boolean {
  if (wildcard === "none" || wildcard === "all") return compareVersions(version, wanted) !== 0;
  if (version.major !== wanted.major) return true;
  if (wildcard === "minor") return false;
  if (version.minor !== wanted.minor) return true;
  return version.prerelease !== "" || wanted.prerelease !== "" ? version.prerelease !== wanted.prerelease : false;
}

function isAbove(version: Version, { version: wanted, wildcard }: Term): boolean {
  if (wildcard === "none" || wildcard === "all" || version.major !== wanted.major) {
    return compareVersions(version, wanted) > 0;
  }
  return wildcard === "patch" && version.minor > wanted.minor;
}

function isAtMost(version: Version, { version: wanted, wildcard }: Term): boolean {
  if (wildcard === "none") return compareVersions(version, wanted) <= 0;
  if (version.major !== wanted.major) return version.major < wanted.major;
  return wildcard === "minor" || version.minor <= wanted.minor;
}

function matchesTilde(version: Version, { version: wanted, wildcard }: Term): boolean {
  if (compareVersions(version, wanted) < 0) return false;
  const isZero = wanted.major === 0n && wanted.minor === 0n && wanted.patch === 0n;
  // Upstream takes ~0.0.0 for "anything", as it does *.
  if (isZero && (wildcard === "all" || wildcard === "none")) return true;
  return version.major === wanted.major && (wildcard === "minor" || version.minor === wanted.minor);
}

function matchesCaret(version: Version, { version: wanted, wildcard }: Term): boolean {
  if (compareVersions(version, wanted) < 0 || version.major !== wanted.major) return false;
  if (wanted.major > 0n || wildcard === "minor") return true;
  if (version.minor !== wanted.minor) return false;
  return wanted.minor > 0n || wildcard === "patch" || version.patch === wanted.patch;
}
