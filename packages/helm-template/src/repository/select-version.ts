import { parseConstraint, parseVersion, satisfies, SemverError } from "@flux-ts/semver";
import type { Constraint } from "@flux-ts/semver";
import { HelmError } from "../errors.ts";
import type { ChartVersion, RepositoryIndex } from "./read-index.ts";

/**
 * The newest version of a chart that a constraint asks for; a version that is written exactly so comes first. Without a constraint the
 * newest that is no prerelease.
 *
 * @throws HelmError when there is none
 */
export function selectVersion(index: RepositoryIndex, name: string, constraint = ""): ChartVersion {
  const versions = index.versionsOf(name);
  if (versions.length === 0) throw new HelmError("repository", "no chart name found");
  const exact = versions.find(({ metadata }) => metadata.version === constraint);
  if (exact !== undefined) return exact;
  const asked = parse(constraint === "" ? "*" : constraint);
  const found = versions.find(({ metadata }) => satisfies(parseVersion(metadata.version), asked));
  if (found === undefined) throw new HelmError("repository", `no chart version found for ${name}-${constraint}`);
  return found;
}

function parse(constraint: string): Constraint {
  try {
    return parseConstraint(constraint);
  } catch (error) {
    if (!(error instanceof SemverError)) throw error;
    throw new HelmError("repository", error.message, { cause: error });
  }
}
