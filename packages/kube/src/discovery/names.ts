import type { ApiResource } from "./resource.ts";

/**
 * The resources that a typed name means, best first: `kustomizations`, `ks`, `Kustomization`,
 * `kustomizations.kustomize.toolkit.fluxcd.io` or `kustomizations.v1.kustomize.toolkit.fluxcd.io`.
 * Full names win over short ones, a whole group over the beginning of one.
 */
export function findByName(resources: readonly ApiResource[], typed: string): readonly ApiResource[] {
  const [name = "", ...rest] = typed.toLowerCase().split(".");
  const named = firstFilled([
    resources.filter(({ resource, singular, kind }) => [resource, singular, kind.toLowerCase()].includes(name)),
    resources.filter(({ shortNames }) => shortNames.includes(name)),
  ]);
  if (rest.length === 0) return named;
  const [version, ...group] = rest;
  return firstFilled([
    inGroup(named, rest.join(".")),
    inGroup(
      named.filter((resource) => resource.version === version),
      group.join("."),
    ),
  ]);
}

function inGroup(resources: readonly ApiResource[], typed: string): readonly ApiResource[] {
  const exact = resources.filter(({ group }) => group === typed);
  if (exact.length > 0 || typed === "") return exact;
  return resources.filter(({ group }) => group.startsWith(typed));
}

function firstFilled(candidates: readonly (readonly ApiResource[])[]): readonly ApiResource[] {
  return candidates.find((found) => found.length > 0) ?? [];
}
