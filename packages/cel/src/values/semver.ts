import type { Opaque } from "./value.ts";

/** A semantic version. What comes after a plus does not count. */
export class SemverValue implements Opaque {
  readonly typeName = "kubernetes.Semver";
  readonly core: readonly [major: bigint, minor: bigint, patch: bigint];
  readonly prerelease: readonly string[];

  constructor(core: SemverValue["core"], prerelease: readonly string[]) {
    this.core = core;
    this.prerelease = prerelease;
  }

  equals(other: Opaque): boolean {
    return other instanceof SemverValue && compareSemver(this, other) === 0;
  }
}

/** Less than, equal or more than 0. */
export function compareSemver(a: SemverValue, b: SemverValue): number {
  for (let index = 0; index < 3; index += 1) {
    const [left = 0n, right = 0n] = [a.core[index], b.core[index]];
    if (left !== right) return left < right ? -1 : 1;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) {
    return Math.sign(Number(a.prerelease.length === 0) - Number(b.prerelease.length === 0));
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = compareIdentifiers(a[index] ?? "", b[index] ?? "");
    if (difference !== 0) return difference;
  }
  return Math.sign(a.length - b.length);
}

function compareIdentifiers(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => (/^\d+$/.test(text) ? BigInt(text) : undefined));
  if (left !== undefined && right !== undefined) return left < right ? -1 : Number(left > right);
  if (left !== undefined || right !== undefined) return left === undefined ? 1 : -1;
  return a < b ? -1 : Number(a > b);
}
