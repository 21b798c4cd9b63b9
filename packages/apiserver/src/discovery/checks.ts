/** What a server looks at when it is asked whether it is well. Names are those that monitoring knows. */
const hooks = [
  "apiservice-discovery-controller",
  "apiservice-openapi-controller",
  "apiservice-openapiv3-controller",
  "apiservice-registration-controller",
  "apiservice-status-local-available-controller",
  "apiservice-status-remote-available-controller",
  "bootstrap-controller",
  "crd-informer-synced",
  "generic-apiserver-start-informers",
  "kube-apiserver-autoregistration",
  "peer-endpoint-reconciler-controller",
  "priority-and-fairness-config-consumer",
  "priority-and-fairness-config-producer",
  "priority-and-fairness-filter",
  "rbac/bootstrap-roles",
  "scheduling/bootstrap-system-priority-classes",
  "start-apiextensions-controllers",
  "start-apiextensions-informers",
  "start-apiserver-admission-initializer",
  "start-cluster-authentication-info-controller",
  "start-kube-aggregator-informers",
  "start-kube-apiserver-identity-lease-controller",
  "start-kube-apiserver-identity-lease-garbage-collector",
  "start-kubernetes-service-cidr-controller",
  "start-legacy-token-tracking-controller",
  "start-service-ip-repair-controllers",
  "start-system-namespaces-controller",
  "storage-object-count-tracker-hook",
  "storage-readiness",
].map((hook) => `poststarthook/${hook}`);

const alive = ["ping", "log", "loopback-serving-certificate", "etcd", ...hooks, "autoregister-completion"];

/** The checks behind each probe, in the order in which they are told. */
export const probeChecks: { readonly [probe: string]: readonly string[] } = {
  healthz: alive,
  livez: alive,
  readyz: ["ping", "log", "etcd", "etcd-readiness", "informer-sync", ...hooks, "autoregister-completion", "shutdown"],
};
