interface Deprecation {
  readonly since: string;
  readonly until: string;
  readonly instead: string;
}

/** APIs that Kubernetes has given up, of which there were many charts. */
const deprecations: { readonly [api: string]: Deprecation } = {
  "extensions/v1beta1 Ingress": { since: "1.14", until: "1.22", instead: "networking.k8s.io/v1 Ingress" },
  "networking.k8s.io/v1beta1 Ingress": { since: "1.19", until: "1.22", instead: "networking.k8s.io/v1 Ingress" },
  "networking.k8s.io/v1beta1 IngressClass": {
    since: "1.19",
    until: "1.22",
    instead: "networking.k8s.io/v1 IngressClassList",
  },
  "extensions/v1beta1 Deployment": { since: "1.8", until: "1.16", instead: "apps/v1 Deployment" },
  "extensions/v1beta1 DaemonSet": { since: "1.8", until: "1.16", instead: "apps/v1 DaemonSet" },
  "extensions/v1beta1 ReplicaSet": { since: "1.8", until: "1.16", instead: "apps/v1 ReplicaSet" },
  "extensions/v1beta1 NetworkPolicy": { since: "1.9", until: "1.16", instead: "networking.k8s.io/v1 NetworkPolicy" },
  "apps/v1beta1 Deployment": { since: "1.8", until: "1.16", instead: "apps/v1 Deployment" },
  "apps/v1beta1 StatefulSet": { since: "1.8", until: "1.16", instead: "apps/v1 StatefulSet" },
  "apps/v1beta2 Deployment": { since: "1.9", until: "1.16", instead: "apps/v1 Deployment" },
  "apps/v1beta2 StatefulSet": { since: "1.9", until: "1.16", instead: "apps/v1 StatefulSet" },
  "apps/v1beta2 DaemonSet": { since: "1.9", until: "1.16", instead: "apps/v1 DaemonSet" },
  "apps/v1beta2 ReplicaSet": { since: "1.9", until: "1.16", instead: "apps/v1 ReplicaSet" },
  "batch/v1beta1 CronJob": { since: "1.21", until: "1.25", instead: "batch/v1 CronJob" },
  "policy/v1beta1 PodDisruptionBudget": { since: "1.21", until: "1.25", instead: "policy/v1 PodDisruptionBudget" },
};

/** What Helm says about an object of an API that is on its way out. */
export function deprecationOf(apiVersion: string, kind: string): string | undefined {
  const api = `${apiVersion} ${kind}`;
  const found = Object.hasOwn(deprecations, api) ? deprecations[api] : undefined;
  if (found === undefined) return undefined;
  return `${api} is deprecated in v${found.since}+, unavailable in v${found.until}+; use ${found.instead}`;
}
