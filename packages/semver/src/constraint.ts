import { SemverError } from "./errors.ts";
import { matchesTerm } from "./term.ts";
import type { Operator, Term } from "./term.ts";
import { compareVersions, parseStrictVersion, parseVersion } from "./version.ts";
import type { Version } from "./version.ts";

/** Which versions are asked for: alternatives (`||`), each a list of terms that must all hold. */
export interface Constraint {
  readonly alternatives: readonly (readonly Term[])[];
}

// The class of Masterminds' grammar has a `|` in it, so `1|2` is seen as a version and then refused as one.
const number = String.raw`[0-9|xX*]+`;
const identifiers = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
const version = String.raw`v?${number}(?:\.${number})?(?:\.${number})?(?:-${identifiers})?(?:\+${identifiers})?`;
const operator = "(?:=>|=<|=|!=|>=|<=|>|<|~>|~|\\^|)";
const space = String.raw`[\t\n\f\r ]`;
const term = String.raw`${operator}${space}*${version}`;

const terms = new RegExp(`^${space}*${term}${space}*(?:(?:${space}+|,${space}*)${term}${space}*)*$`);
const whitespace = new RegExp(`${space}+`, "g");
const eachTerm = new RegExp(term, "g");
const oneTerm = new RegExp(
  `^(${operator})${space}*(v?(${number})(?:\\.(${number}))?(?:\\.(${number}))?(-${identifiers})?(?:\\+${identifiers})?)$`,
);
const range = new RegExp(`${space}*(${version})${space}+-${space}+(${version})${space}*`, "g");

/** Go's regular expressions take time in proportion to the text, these may not. */
const maxLength = 4096;

/**
 * Reads a constraint as Masterminds/semver does: `>=1.0, <2.0`, `~1.2 || ^3`, `1.x`, `1.2 - 3.4`.
 *
 * @throws SemverError `improper constraint: ...`
 */
export function parseConstraint(text: string): Constraint {
  if (text.length > maxLength) throw new SemverError("constraint", `constraint is longer than ${maxLength} characters`);
  const rewritten = text.replace(range, (_, from: string, to: string) => `>= ${from}, <= ${to} `);
  return { alternatives: rewritten.split("||").map(parseAlternative) };
}

function parseAlternative(text: string): readonly Term[] {
  // Runs of white space mean no more than one, and would be tried in many ways.
  if (!terms.test(text.replace(whitespace, " "))) throw new SemverError("constraint", `improper constraint: ${text}`);
  return (text.match(eachTerm) ?? []).map(parseTerm);
}

function parseTerm(text: string): Term {
  const match = oneTerm.exec(text);
  if (match === null) throw new SemverError("constraint", `improper constraint: ${text}`);
  const [, operator = "", written = "", major = "", minor, patch, prerelease = ""] = match;
  const wildcard = isWildcard(major)
    ? "all"
    : minor === undefined || isWildcard(minor)
      ? "minor"
      : patch === undefined || isWildcard(patch)
        ? "patch"
        : "none";
  const base = {
    all: "0.0.0",
    minor: `${major}.0.0`,
    patch: `${major}.${minor}.0`,
    none: `${major}.${minor}.${patch}`,
  }[wildcard];
  return { operator: operator as Operator, version: parseBase(base + prerelease), written, wildcard };
}

function isWildcard(segment: string): boolean {
  return segment === "x" || segment === "X" || segment === "*";
}

function parseBase(text: string): Version {
  try {
    return parseVersion(text);
  } catch {
    throw new SemverError("constraint", "constraint parser error");
  }
}

/**
 * Whether a version is asked for. A prerelease is so only where the alternative names a prerelease itself (`>=1.0.0-0`).
 */
export function satisfies(version: Version, { alternatives }: Constraint): boolean {
  return alternatives.some((terms) => {
    const allowsPrereleases = version.prerelease === "" || terms.some((term) => term.version.prerelease !== "");
    return allowsPrereleases && terms.every((term) => matchesTerm(version, term));
  });
}

/**
 * The newest of some version texts that a constraint asks for, as Flux chooses tags: texts that are no complete versions do not count;
 * of equal versions the first one wins.
 *
 * @throws SemverError when the constraint is a text and none.
 */
export function newest(texts: Iterable<string>, constraint: Constraint | string): string | undefined {
  const parsed = typeof constraint === "string" ? parseConstraint(constraint) : constraint;
  let found: Version | undefined;
  for (const text of texts) {
    const version = tryParse(text);
    if (version === undefined || !satisfies(version, parsed)) continue;
    if (found === undefined || compareVersions(version, found) > 0) found = version;
  }
  return found?.original;
}

function tryParse(text: string): Version | undefined {
  try {
    return parseStrictVersion(text);
  } catch {
    return undefined;
  }
}
