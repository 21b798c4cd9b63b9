import type { Strategy } from "../strategy.ts";

/** Resources of which upstream looks at the metadata once less than usual. */
const checkedOnce = new Set([
  "/limitranges",
  "/podtemplates",
  "/replicationcontrollers",
  "/resourcequotas",
  "/services",
  "admissionregistration.k8s.io/mutatingadmissionpolicies",
  "admissionregistration.k8s.io/mutatingadmissionpolicybindings",
  "admissionregistration.k8s.io/mutatingwebhookconfigurations",
  "admissionregistration.k8s.io/validatingadmissionpolicies",
  "admissionregistration.k8s.io/validatingadmissionpolicybindings",
  "admissionregistration.k8s.io/validatingwebhookconfigurations",
  "apps/daemonsets",
  "apps/deployments",
  "apps/replicasets",
  "apps/statefulsets",
  "autoscaling/horizontalpodautoscalers",
  "batch/cronjobs",
  "coordination.k8s.io/leases",
  "discovery.k8s.io/endpointslices",
  "events.k8s.io/events",
  "flowcontrol.apiserver.k8s.io/flowschemas",
  "flowcontrol.apiserver.k8s.io/prioritylevelconfigurations",
  "networking.k8s.io/networkpolicies",
  "networking.k8s.io/servicecidrs",
  "resource.k8s.io/resourceslices",
  "scheduling.k8s.io/priorityclasses",
  "storage.k8s.io/csidrivers",
  "storage.k8s.io/csinodes",
  "storage.k8s.io/volumeattachments",
]);

const uncheckedResources = new Set(["/events", "policy/poddisruptionbudgets"]);

/** Groups, and resources of others, in which a finalizer may have any name. */
const looseGroups = new Set(["admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io"]);
const looseResources = new Set([...uncheckedResources, "coordination.k8s.io/leases", "node.k8s.io/runtimeclasses"]);

/** How often and how strictly the metadata of a built-in resource is looked at. */
export function metadataRules(table: string): NonNullable<Strategy["metadata"]> {
  const group = table.slice(0, table.lastIndexOf("/"));
  return {
    checks: uncheckedResources.has(table) ? 0 : checkedOnce.has(table) ? 1 : 2,
    strict: !looseGroups.has(group) && !looseResources.has(table),
  };
}
