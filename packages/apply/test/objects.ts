import type { JsonObject, KubeObject } from "@flux-ts/base";

export function namespaceOf(name: string) {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name } } satisfies KubeObject;
}

export function configMap(namespace: string, name: string, data: { readonly [key: string]: string } = {}) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace, name }, data } satisfies KubeObject;
}

/** An object that every server refuses. */
export function mislabelled(namespace: string) {
  const metadata = { namespace, name: "bad", labels: { app: "not a label" } };
  return { apiVersion: "v1", kind: "ConfigMap", metadata } satisfies KubeObject;
}

export function clusterRole(name: string) {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name },
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
  } satisfies KubeObject;
}

export function deployment(namespace: string, name: string, spec: JsonObject) {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { namespace, name },
    spec: { selector: { matchLabels: { app: name } }, template: podTemplate(name), ...spec },
  } satisfies KubeObject;
}

function podTemplate(name: string) {
  const ports = [{ name: "http", containerPort: 8080 }];
  return {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: "main", image: "registry.example.com/app:v1", ports }] },
  } satisfies JsonObject;
}

/** A definition of CronTabs in an API group of its own. */
export function cronTabs(name: string) {
  const group = `${name}.example.com`;
  const spec = { type: "object", required: ["schedule"], properties: { schedule: { type: "string" } } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `crontabs.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind: "CronTab", plural: "crontabs", singular: "crontab", listKind: "CronTabList" },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
        },
      ],
    },
  } satisfies KubeObject;
}

export function cronTab(namespace: string, { spec: { group } }: ReturnType<typeof cronTabs>, spec: JsonObject) {
  return {
    apiVersion: `${group}/v1`,
    kind: "CronTab",
    metadata: { namespace, name: "nightly" },
    spec,
  } satisfies KubeObject;
}

/** One object each of kinds that servers complete with defaults. */
export function severalKinds(namespace: string): readonly KubeObject[] {
  const metadata = { namespace, name: "web" };
  const selector = { matchLabels: { app: "web" } };
  const template = podTemplate("web");
  const target = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    configMap(namespace, "web", { key: "value" }),
    { apiVersion: "v1", kind: "Secret", metadata, data: { key: "dmFsdWU=" } },
    { apiVersion: "v1", kind: "Service", metadata, spec: { selector: { app: "web" }, ports: [{ port: 80 }] } },
    { apiVersion: "v1", kind: "LimitRange", metadata, spec: { limits: [{ type: "Container", max: { cpu: "1" } }] } },
    { apiVersion: "v1", kind: "ResourceQuota", metadata, spec: { hard: { "requests.cpu": "1000m" } } },
    deployment(namespace, "web", {}),
    { apiVersion: "apps/v1", kind: "StatefulSet", metadata, spec: { serviceName: "web", selector, template } },
    { apiVersion: "apps/v1", kind: "DaemonSet", metadata, spec: { selector, template } },
    {
      apiVersion: "batch/v1",
      kind: "CronJob",
      metadata,
      spec: {
        schedule: "@daily",
        jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: "Never" } } } },
      },
    },
    {
      apiVersion: "autoscaling/v2",
      kind: "HorizontalPodAutoscaler",
      metadata,
      spec: { scaleTargetRef: target, maxReplicas: 3 },
    },
    { apiVersion: "policy/v1", kind: "PodDisruptionBudget", metadata, spec: { minAvailable: 1, selector } },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata,
      spec: { defaultBackend: { service: { name: "web", port: { number: 80 } } } },
    },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "ServiceAccount", name: "web", namespace }],
    },
  ];
}
