import type { GroupVersionKind } from "@flux-ts/base";
import { KustomizeError } from "../errors.ts";
import type { SortOptions } from "../kustomization/types.ts";
import type { KindSelector, ResourceId } from "../resource/id.ts";
import { equalGvk, formatGvk } from "../resource/id.ts";
import type { ResourceSet } from "../resource/resource-set.ts";

const defaultFirst: readonly string[] = [
  "Namespace",
  "ResourceQuota",
  "StorageClass",
  "CustomResourceDefinition",
  "ServiceAccount",
  "PodSecurityPolicy",
  "Role",
  "ClusterRole",
  "RoleBinding",
  "ClusterRoleBinding",
  "ConfigMap",
  "Secret",
  "Endpoints",
  "Service",
  "LimitRange",
  "PriorityClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "Deployment",
  "StatefulSet",
  "CronJob",
  "PodDisruptionBudget",
];
const defaultLast: readonly string[] = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

/** Checks `sortOptions` of a kustomization. @throws KustomizeError */
export function validateSortOptions({ order, legacySortOptions }: SortOptions): void {
  if (order !== "fifo" && order !== "legacy") {
    throw new KustomizeError("invalid-config", "the field 'sortOptions.order' must be one of [fifo, legacy]");
  }
  if (order === "legacy" || legacySortOptions === undefined) return;
  throw new KustomizeError(
    "invalid-config",
    "the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'",
  );
}

/** Sorts objects by kind, what others need first, and then by identity. */
export function sortLegacy(set: ResourceSet, options: SortOptions["legacySortOptions"]): void {
  const ranks = kindRanks(options?.orderFirst ?? defaultFirst, options?.orderLast ?? defaultLast);
  const entries = set.resources.map((resource) => ({ resource, id: resource.id, text: idText(resource.id) }));
  entries.sort((a, b) => {
    if (!equalGvk(a.id, b.id)) return compareKinds(a.id, b.id, ranks);
    return compareText(a.text, b.text);
  });
  set.reset(entries.map(({ resource }) => resource));
}

/** Kinds to come first have negative ranks, kinds to come last positive ones. */
function kindRanks(first: readonly string[], last: readonly string[]): ReadonlyMap<string, number> {
  return new Map([
    ...first.map((kind, index) => [kind, index - first.length] as const),
    ...last.map((kind, index) => [kind, index + 1] as const),
  ]);
}

const defaultRanks = kindRanks(defaultFirst, defaultLast);

/** Sorts by kind, what others need first: so the real tool sorts its configurations, too. */
export function sortByKind<T extends KindSelector>(items: readonly T[]): T[] {
  const kindOf = ({ group = "", version = "", kind = "" }: KindSelector): GroupVersionKind => ({
    group,
    version,
    kind,
  });
  return items.toSorted((a, b) => compareKinds(kindOf(a), kindOf(b), defaultRanks));
}

function compareKinds(a: GroupVersionKind, b: GroupVersionKind, ranks: ReadonlyMap<string, number>): number {
  const byRank = (ranks.get(a.kind) ?? 0) - (ranks.get(b.kind) ?? 0);
  if (byRank !== 0) return byRank;
  const byText = compareText(kindText(a), kindText(b));
  const isOtherNamespace = a.kind === "Namespace" && b.kind === "Namespace" && (a.group === "" || b.group === "");
  return isOtherNamespace ? -byText : byText;
}

function kindText({ group, version, kind }: GroupVersionKind): string {
  return [group || "~G", version || "~V", kind || "~K"].join("_");
}

function idText(id: ResourceId): string {
  return [formatGvk(id), id.namespace || "~X", id.name || "~N"].join("|");
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
