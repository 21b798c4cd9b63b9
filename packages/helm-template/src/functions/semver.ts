import { func, FuncError, goType, int, param, quote, uint64 } from "@flux-ts/go-template";
import type { FuncMap, GoType, Param, Typed, Value } from "@flux-ts/go-template";
import { compareVersions, formatVersion, parseConstraint, parseVersion, satisfies, SemverError } from "@flux-ts/semver";
import type { Version } from "@flux-ts/semver";

const versionType: GoType = {
  name: "*semver.Version",
  kind: "ptr",
  print: (value) => formatVersion((value as GoVersion).version),
  get methods() {
    return versionMethods;
  },
};

/** A version with the methods that templates call. */
export class GoVersion implements Typed {
  readonly version: Version;

  constructor(version: Version) {
    this.version = version;
  }

  get [goType](): GoType {
    return versionType;
  }
}

const versionParam: Param<Version> = { type: versionType, read: (value) => (value as GoVersion).version };

type Method = NonNullable<GoType["methods"]>[string];

function part(read: (version: Version) => Value): Method {
  return (receiver) => func([], () => read((receiver as GoVersion).version));
}

function comparison(read: (order: number) => Value): Method {
  return (receiver) => func([versionParam], (other) => read(compareVersions((receiver as GoVersion).version, other)));
}

/** The next version: what comes behind the raised part starts anew. */
function raise(change: (version: Version) => Partial<Version>): Method {
  return part((version) => {
    const next = { ...version, prerelease: "", metadata: "", ...change(version) };
    const original = (version.original.startsWith("v") ? "v" : "") + formatVersion(next);
    return new GoVersion({ ...next, original });
  });
}

const versionMethods: NonNullable<GoType["methods"]> = {
  Major: part(({ major }) => uint64(major)),
  Minor: part(({ minor }) => uint64(minor)),
  Patch: part(({ patch }) => uint64(patch)),
  Prerelease: part(({ prerelease }) => prerelease),
  Metadata: part(({ metadata }) => metadata),
  Original: part(({ original }) => original),
  String: part(formatVersion),
  Compare: comparison((order) => int(Math.sign(order))),
  Equal: comparison((order) => order === 0),
  LessThan: comparison((order) => order < 0),
  LessThanEqual: comparison((order) => order <= 0),
  GreaterThan: comparison((order) => order > 0),
  GreaterThanEqual: comparison((order) => order >= 0),
  IncMajor: raise(({ major }) => ({ major: major + 1n, minor: 0n, patch: 0n })),
  IncMinor: raise(({ minor }) => ({ minor: minor + 1n, patch: 0n })),
  IncPatch: raise(({ patch, prerelease }) => (prerelease === "" ? { patch: patch + 1n } : {})),
};

/** Failures of versions as failures of the function. */
function reportSemver<T>(read: () => T, reword = (message: string) => message): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof SemverError ? new FuncError(reword(error.message)) : error;
  }
}

function compare(constraint: string, version: string): boolean {
  const parsed = reportSemver(
    () => parseConstraint(constraint),
    (message) => message.replace(/^improper constraint: .*/s, () => `improper constraint: ${quote(constraint)}`),
  );
  return satisfies(
    reportSemver(() => parseVersion(version)),
    parsed,
  );
}

export const semverFunctions: FuncMap = {
  semver: func([param.string], (text) => new GoVersion(reportSemver(() => parseVersion(text)))),
  semverCompare: func([param.string, param.string], compare),
};
