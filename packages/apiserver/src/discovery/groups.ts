import type { Catalog } from "../resources/catalog.ts";
import type { ServedResource } from "../resources/resource.ts";

/** What a server serves in one version of a group, resources by name. */
export interface DiscoveredVersion {
  readonly version: string;
  readonly resources: readonly ServedResource[];
}

/** One API group, its versions by preference. The core group is `""`. */
export interface DiscoveredGroup {
  readonly group: string;
  readonly versions: readonly DiscoveredVersion[];
}

/** Groups in the order of the catalog. */
export function groupsOf(catalog: Catalog): readonly DiscoveredGroup[] {
  const groups = new Map<string, Map<string, ServedResource[]>>();
  for (const resource of catalog.all()) {
    const versions = groups.get(resource.group) ?? new Map<string, ServedResource[]>();
    groups.set(resource.group, versions);
    for (const version of resource.versions.values()) {
      const served = versions.get(version.version) ?? [];
      versions.set(version.version, served);
      served.push({ resource, version });
    }
  }
  return [...groups].map(([group, versions]) => ({
    group,
    versions: [...versions]
      .map(([version, resources]) => ({ version, resources: resources.toSorted(byName) }))
      .toSorted((a, b) => compareVersions(a.version, b.version)),
  }));
}

function byName(a: ServedResource, b: ServedResource): number {
  return a.resource.plural < b.resource.plural ? -1 : 1;
}

const kubernetesVersion = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const stability = { alpha: 0, beta: 1, stable: 2 };

/** Negative when `a` is preferred: stable, then beta, then alpha, higher numbers first; other names last, by name. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [kubernetesVersion.exec(a), kubernetesVersion.exec(b)];
  if (!left || !right) return left ? -1 : right ? 1 : a < b ? -1 : 1;
  const level = (match: RegExpExecArray): number => stability[(match[2] ?? "stable") as keyof typeof stability];
  return (
    level(right) - level(left) || Number(right[1]) - Number(left[1]) || Number(right[3] ?? 0) - Number(left[3] ?? 0)
  );
}
