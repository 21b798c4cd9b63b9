import { readFileSync } from "node:fs";
import {
  compareVersions,
  formatVersion,
  newest,
  parseConstraint,
  parseStrictVersion,
  parseVersion,
  satisfies,
  SemverError,
} from "@flux-ts/semver";
import { describe, test } from "vitest";

interface Recorded {
  /** What each way of reading printed, or its error. */
  readonly versions: readonly { readonly text: string; readonly loose: string; readonly strict: string }[];
  readonly candidates: readonly string[];
  readonly constraints: readonly {
    readonly constraint: string;
    readonly matches?: readonly string[];
    readonly error?: string;
  }[];
}

const recorded = JSON.parse(readFileSync(new URL("cases/recorded.json", import.meta.url), "utf8")) as Recorded;

describe("what Masterminds/semver v3.4.0 answered", () => {
  test("versions", ({ expect }) => {
    const ours = recorded.versions.map(({ text }) => ({
      text,
      loose: answerOf(() => formatVersion(parseVersion(text))),
      strict: answerOf(() => formatVersion(parseStrictVersion(text))),
    }));
    expect(ours).toEqual(recorded.versions);
  });

  test.for(recorded.constraints.map((recorded) => [recorded.constraint, recorded] as const))(
    "constraint '%s'",
    ([, { constraint, matches, error }], { expect }) => {
      const answer = answerOf(() => matchesOf(constraint));
      expect(answer).toEqual(error ?? matches);
    },
  );
});

test("versions are ordered as the specification says", ({ expect }) => {
  const ordered = [
    "1.0.0-1",
    "1.0.0-9",
    "1.0.0-10",
    "1.0.0-a",
    "1.0.0-a.1",
    "1.0.0-a.b",
    "1.0.0-rc",
    "1.0.0",
    "1.0.1",
    "1.10.0",
  ];
  const versions = ordered.map(parseVersion).reverse();
  expect(versions.sort(compareVersions).map(({ original }) => original)).toEqual(ordered);
});

const choices: Record<string, { texts: string[]; constraint: string; want: string | undefined }> = {
  "the newest match wins": { texts: ["1.0.0", "1.10.0", "1.9.0", "2.0.0"], constraint: "^1", want: "1.10.0" },
  "a leading v stays": { texts: ["v1.2.0", "1.1.0"], constraint: "*", want: "v1.2.0" },
  "prereleases need a constraint that names one": {
    texts: ["1.0.0", "1.1.0-rc.1"],
    constraint: ">=1.0.0",
    want: "1.0.0",
  },
  "prereleases count where one is named": {
    texts: ["1.0.0", "1.1.0-rc.1"],
    constraint: ">=1.0.0-0",
    want: "1.1.0-rc.1",
  },
  "texts that are no complete versions do not count": {
    texts: ["latest", "3", "01.0.0"],
    constraint: "*",
    want: undefined,
  },
  "of equal versions the first wins": { texts: ["1.0.0+a", "1.0.0+b"], constraint: "*", want: "1.0.0+a" },
};
test.for(Object.entries(choices))("%s", ([, { texts, constraint, want }], { expect }) => {
  expect(newest(texts, parseConstraint(constraint))).toBe(want);
});

test("constraints of white space are refused quickly", { timeout: 1000 }, ({ expect }) => {
  expect(answerOf(() => parseConstraint(`1${" ".repeat(4000)}!`))).toMatch(/^improper constraint: 1 /);
  expect(answerOf(() => parseConstraint(" ".repeat(1e6)))).toMatch(/^constraint is longer/);
});

function matchesOf(text: string): readonly string[] {
  const constraint = parseConstraint(text);
  return recorded.candidates.filter((candidate) => satisfies(parseVersion(candidate), constraint));
}

function answerOf<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof SemverError)) throw error;
    return error.message;
  }
}
