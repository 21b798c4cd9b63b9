import { parseVersion } from "@flux-ts/semver";
import { HelmError } from "../errors.ts";
import { quote } from "../quote.ts";
import type { ChartMetadata, Dependency, LooseMetadata, Maintainer } from "./metadata.ts";

/**
 * What Helm refuses to load, in the order in which it looks. Texts come back with spaces instead of other white space and
 * without characters that cannot be printed.
 *
 * @throws HelmError `validation: ...`
 */
export function checkMetadata(metadata: LooseMetadata): ChartMetadata {
  const clean = {
    ...metadata,
    name: printable(metadata.name),
    description: printable(metadata.description),
    home: printable(metadata.home),
    icon: printable(metadata.icon),
    condition: printable(metadata.condition),
    tags: printable(metadata.tags),
    appVersion: printable(metadata.appVersion),
    kubeVersion: printable(metadata.kubeVersion),
    sources: metadata.sources.map(printable),
    keywords: metadata.keywords.map(printable),
  };
  checkIdentity(clean);
  const maintainers = clean.maintainers.map(checkMaintainer);
  const dependencies = clean.dependencies.map(checkDependency);
  checkNames(dependencies);
  return { ...clean, maintainers, dependencies };
}

function checkIdentity({ apiVersion, name, version, type }: LooseMetadata): void {
  if (apiVersion === "") throw invalid("chart.metadata.apiVersion is required");
  if (name === "") throw invalid("chart.metadata.name is required");
  if (name === "." || name === "..") throw invalid(`chart.metadata.name ${quote(name)} is not allowed`);
  if (name.includes("/")) throw invalid(`chart.metadata.name ${quote(name)} is invalid`);
  if (version === "") throw invalid("chart.metadata.version is required");
  if (!isVersion(version)) throw invalid(`chart.metadata.version ${quote(version)} is invalid`);
  if (!["", "application", "library"].includes(type)) {
    throw invalid("chart.metadata.type must be application or library");
  }
}

function isVersion(text: string): boolean {
  try {
    parseVersion(text);
    return true;
  } catch {
    return false;
  }
}

function checkMaintainer(maintainer: Maintainer | null): Maintainer {
  if (maintainer === null) throw invalid("maintainers must not contain empty or null nodes");
  return { name: printable(maintainer.name), email: printable(maintainer.email), url: printable(maintainer.url) };
}

const aliasFormat = /^[a-zA-Z0-9_-]+$/;

function checkDependency(dependency: Dependency | null): Dependency {
  if (dependency === null) throw invalid("dependencies must not contain empty or null nodes");
  const { name, version, repository, condition, tags, alias } = dependency;
  if (alias !== "" && !aliasFormat.test(alias)) {
    throw invalid(`dependency ${quote(printable(name))} has disallowed characters in the alias`);
  }
  return {
    ...dependency,
    name: printable(name),
    version: printable(version),
    repository: printable(repository),
    condition: printable(condition),
    tags: tags.map(printable),
  };
}

function checkNames(dependencies: readonly Dependency[]): void {
  const seen = new Set<string>();
  for (const { name, alias } of dependencies) {
    const key = alias === "" ? name : alias;
    if (seen.has(key)) throw invalid(`more than one dependency with name or alias ${quote(key)}`);
    seen.add(key);
  }
}

function invalid(text: string): HelmError {
  return new HelmError("chart", `validation: ${text}`);
}

function printable(value: string): string {
  return value.replace(/\s/gu, " ").replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, "");
}
