import type { KubeObject } from "@flux-ts/base";

/** The components that `flux install` installs by default. */
const components = ["source-controller", "kustomize-controller", "helm-controller", "notification-controller"];
/** Those that apply whatever a fleet holds. */
const reconcilers = ["kustomize-controller", "helm-controller"];

/**
 * The accounts that `flux install` gives its controllers, and what those may do. Here the controllers need none, but
 * objects of a fleet may name them: `spec.serviceAccountName: kustomize-controller`.
 */
export function accountsOf(namespace: string): readonly KubeObject[] {
  const labels = { "app.kubernetes.io/instance": namespace, "app.kubernetes.io/part-of": "flux" };
  const accounts = components.map((name) => ({
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name, namespace, labels: { "app.kubernetes.io/component": name, ...labels } },
  }));
  const binding = {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name: `cluster-reconciler-${namespace}`, labels },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
    subjects: reconcilers.map((name) => ({ kind: "ServiceAccount", name, namespace })),
  };
  return [...accounts, binding];
}
