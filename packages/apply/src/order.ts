import { parseGroupVersion } from "@flux-ts/base";
import type { ObjectKey } from "@flux-ts/kube";

// The order in which Flux applies kinds within a stage; the reverse is the order of deletion. Others come in between.
const first = [
  "CustomResourceDefinition",
  "Namespace",
  "ClusterRole",
  "ClusterClass",
  "RuntimeClass",
  "PriorityClass",
  "StorageClass",
  "VolumeSnapshotClass",
  "IngressClass",
  "GatewayClass",
  "ClusterRoleBinding",
  "ResourceQuota",
  "ServiceAccount",
  "Role",
  "RoleBinding",
  "ConfigMap",
  "Secret",
  "Service",
  "LimitRange",
  "Deployment",
  "StatefulSet",
  "CronJob",
  "PodDisruptionBudget",
];
const last = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

const rankOfKind = new Map([
  ...first.map((kind, index): [string, number] => [kind, index - first.length]),
  ...last.map((kind, index): [string, number] => [kind, index + 1]),
]);

/** Compares by rank of the kind, then group, kind, namespace and name: negative when `a` is applied before `b`. */
export function compareForApply(a: ObjectKey, b: ObjectKey): number {
  return (
    (rankOfKind.get(a.kind) ?? 0) - (rankOfKind.get(b.kind) ?? 0) ||
    compareText(parseGroupVersion(a.apiVersion).group, parseGroupVersion(b.apiVersion).group) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace ?? "", b.namespace ?? "") ||
    compareText(a.name, b.name)
  );
}

/** Kinds that need nothing of each other: what is written side by side saves a round trip for each. */
const together = [
  ["ServiceAccount", "Role"],
  ["ConfigMap", "Secret", "Service"],
  ["Deployment", "StatefulSet", "CronJob", "PodDisruptionBudget"],
];
const workloads = "Deployment";

const batchOfKind = new Map([
  ...[...first, ...last].map((kind): [string, string] => [kind, kind]),
  ...together.flatMap((kinds) => kinds.map((kind): [string, string] => [kind, kinds[0] ?? kind])),
]);

/** Names the batch of a kind: neighbours in the order of application that share it may be written at the same time. */
export function batchOf({ kind }: ObjectKey): string {
  return batchOfKind.get(kind) ?? workloads;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
