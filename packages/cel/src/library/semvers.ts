import { compareSemver, SemverValue } from "../values/semver.ts";
import { EvalError } from "../values/value.ts";
import { func, library, method } from "./define.ts";

const parts = ["major", "minor", "patch"] as const;

function semverOf(text: string, normalize = false): SemverValue | EvalError {
  const written = normalize ? normalized(text) : text;
  if (written === "") return new EvalError("Version string empty");
  const [, major, minor, rest] = /^([^.]*)\.([^.]*)\.([\s\S]*)$/.exec(written) ?? [];
  if (major === undefined || minor === undefined || rest === undefined) {
    return new EvalError("No Major.Minor.Patch elements found");
  }
  const [, patch = "", prerelease, build] = /^([^-+]*)(?:-([^+]*))?(?:\+([\s\S]*))?$/.exec(rest) ?? [];
  const core: bigint[] = [];
  for (const [index, digits] of [major, minor, patch].entries()) {
    const value = readNumber(digits, parts[index] ?? "patch");
    if (value instanceof EvalError) return value;
    core.push(value);
  }
  const problem = checkPrerelease(prerelease) ?? checkBuild(build);
  if (problem !== undefined) return new EvalError(problem);
  return new SemverValue(core as unknown as SemverValue["core"], prerelease?.split(".") ?? []);
}

function readNumber(digits: string, part: (typeof parts)[number]): bigint | EvalError {
  if (!/^\d+$/.test(digits))
    return new EvalError(`Invalid character(s) found in ${part} number ${JSON.stringify(digits)}`);
  if (digits.length > 1 && digits.startsWith("0")) {
    const name = part.charAt(0).toUpperCase() + part.slice(1);
    return new EvalError(`${name} number must not contain leading zeroes ${JSON.stringify(digits)}`);
  }
  const value = digits.length > 20 ? 2n ** 64n : BigInt(digits);
  if (value === BigInt.asUintN(64, value)) return value;
  return new EvalError(`strconv.ParseUint: parsing ${JSON.stringify(digits)}: value out of range`);
}

function checkPrerelease(prerelease: string | undefined): string | undefined {
  if (prerelease === undefined) return undefined;
  for (const identifier of prerelease.split(".")) {
    if (identifier === "") return "Prerelease is empty";
    if (/^0\d+$/.test(identifier)) {
      return `Numeric PreRelease version must not contain leading zeroes ${JSON.stringify(identifier)}`;
    }
    if (!/^[0-9A-Za-z-]+$/.test(identifier))
      return `Invalid character(s) found in prerelease ${JSON.stringify(identifier)}`;
  }
  return undefined;
}

function checkBuild(build: string | undefined): string | undefined {
  if (build === undefined) return undefined;
  for (const identifier of build.split(".")) {
    if (identifier === "") return "Build meta data is empty";
    if (!/^[0-9A-Za-z-]+$/.test(identifier)) {
      return `Invalid character(s) found in build meta data ${JSON.stringify(identifier)}`;
    }
  }
  return undefined;
}

/** Without the `v` before, without leading zeros, and with all three numbers. */
function normalized(text: string): string {
  const bare = text.replace(/^v/, "");
  const [, core = "", tail = ""] = /^([^-+]*)([\s\S]*)$/.exec(bare) ?? [];
  const numbers = core.split(".").map((number) => number.replace(/^0+(?=.)/, ""));
  while (numbers.length < 3) numbers.push("0");
  return numbers.join(".") + tail;
}

function isSemver(text: string, normalize = false): boolean {
  return !(semverOf(text, normalize) instanceof EvalError);
}

const semver = "kubernetes.Semver";

/** Semantic versions. */
export const semvers = library({
  semver: {
    string_to_semver: func(["string"], semver, (text) => semverOf(text)),
    string_bool_to_semver: func(["string", "bool"], semver, semverOf),
  },
  isSemver: {
    is_semver_string: func(["string"], "bool", (text) => isSemver(text)),
    is_semver_string_bool: func(["string", "bool"], "bool", isSemver),
  },
  major: { semver_major: method([semver], "int", ({ core: [major] }) => major) },
  minor: { semver_minor: method([semver], "int", ({ core: [, minor] }) => minor) },
  patch: { semver_patch: method([semver], "int", ({ core: [, , patch] }) => patch) },
  compareTo: { semver_compare_to: method([semver, semver], "int", (a, b) => BigInt(compareSemver(a, b))) },
  isGreaterThan: { semver_is_greater_than: method([semver, semver], "bool", (a, b) => compareSemver(a, b) > 0) },
  isLessThan: { semver_is_less_than: method([semver, semver], "bool", (a, b) => compareSemver(a, b) < 0) },
});
