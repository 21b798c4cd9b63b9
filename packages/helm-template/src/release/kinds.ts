/** The kinds that Helm installs first, in their order. */
const installOrder: readonly string[] = [
  "PriorityClass",
  "Namespace",
  "NetworkPolicy",
  "ResourceQuota",
  "LimitRange",
  "PodSecurityPolicy",
  "PodDisruptionBudget",
  "ServiceAccount",
  "Secret",
  "SecretList",
  "ConfigMap",
  "StorageClass",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "CustomResourceDefinition",
  "ClusterRole",
  "ClusterRoleList",
  "ClusterRoleBinding",
  "ClusterRoleBindingList",
  "Role",
  "RoleList",
  "RoleBinding",
  "RoleBindingList",
  "Service",
  "DaemonSet",
  "Pod",
  "ReplicationController",
  "ReplicaSet",
  "Deployment",
  "HorizontalPodAutoscaler",
  "StatefulSet",
  "Job",
  "CronJob",
  "IngressClass",
  "Ingress",
  "APIService",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
];

const ranks = new Map(installOrder.map((kind, rank) => [kind, rank]));

/** Orders kinds as Helm installs them; those it does not know come last, by name. */
export function compareKinds(a: string, b: string): number {
  const left = ranks.get(a) ?? installOrder.length;
  const right = ranks.get(b) ?? installOrder.length;
  if (left !== right || left < installOrder.length) return left - right;
  return a < b ? -1 : a > b ? 1 : 0;
}
