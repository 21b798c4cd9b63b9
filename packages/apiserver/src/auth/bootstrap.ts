import type { KubeObject } from "@flux-ts/base";
import type { SystemClient } from "../system/client.ts";
import { rbacGroup } from "./roles.ts";
import type { PolicyRule } from "./rules.ts";

interface BootstrapRole {
  readonly name: string;
  readonly rules?: readonly PolicyRule[];
  /** Label by which the role gathers the rules of others. */
  readonly gathers?: string;
  /** Labels by which other roles gather this one. */
  readonly feeds?: readonly string[];
  /** Groups that have the role everywhere. */
  readonly groups?: readonly string[];
}

const read = ["get", "list", "watch"];
const write = ["create", "delete", "deletecollection", "patch", "update"];
const all = ["*"];

const toView = "aggregate-to-view";
const toEdit = "aggregate-to-edit";
const toAdmin = "aggregate-to-admin";

const coreWorkloads = [
  "persistentvolumeclaims",
  "pods",
  "replicationcontrollers",
  "replicationcontrollers/scale",
  "services",
];
const apps = [
  "daemonsets",
  "deployments",
  "deployments/scale",
  "replicasets",
  "replicasets/scale",
  "statefulsets",
  "statefulsets/scale",
];
const batch = ["cronjobs", "jobs"];
const networking = ["ingresses", "networkpolicies"];

/** Access to what lies in a namespace, without secrets and roles. */
function workloadRules(verbs: readonly string[]): readonly PolicyRule[] {
  return [
    { verbs, apiGroups: [""], resources: ["configmaps", "endpoints", "serviceaccounts", ...coreWorkloads] },
    { verbs, apiGroups: ["apps"], resources: apps },
    { verbs, apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"] },
    { verbs, apiGroups: ["batch"], resources: batch },
    { verbs, apiGroups: ["networking.k8s.io"], resources: networking },
    { verbs, apiGroups: ["policy"], resources: ["poddisruptionbudgets"] },
  ];
}

const discovery = ["/api", "/api/*", "/apis", "/apis/*", "/openapi", "/openapi/*"];
const probes = ["/healthz", "/livez", "/readyz", "/version", "/version/"];

const roles: readonly BootstrapRole[] = [
  {
    name: "cluster-admin",
    rules: [
      { verbs: all, apiGroups: all, resources: all },
      { verbs: all, nonResourceURLs: all },
    ],
    groups: ["system:masters"],
  },
  { name: "admin", gathers: toAdmin },
  { name: "edit", gathers: toEdit, feeds: [toAdmin] },
  { name: "view", gathers: toView, feeds: [toEdit] },
  {
    name: "system:aggregate-to-admin",
    rules: [
      { verbs: ["create"], apiGroups: ["authorization.k8s.io"], resources: ["localsubjectaccessreviews"] },
      { verbs: [...write, ...read], apiGroups: [rbacGroup], resources: ["rolebindings", "roles"] },
    ],
    feeds: [toAdmin],
  },
  {
    name: "system:aggregate-to-edit",
    rules: [
      {
        verbs: read,
        apiGroups: [""],
        resources: ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"],
      },
      { verbs: ["impersonate"], apiGroups: [""], resources: ["serviceaccounts"] },
      {
        verbs: write,
        apiGroups: [""],
        resources: ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"],
      },
      { verbs: ["create"], apiGroups: [""], resources: ["pods/eviction", "serviceaccounts/token"] },
      { verbs: write, apiGroups: [""], resources: ["events"] },
      ...workloadRules(write),
      { verbs: [...write, ...read], apiGroups: ["coordination.k8s.io"], resources: ["leases"] },
    ],
    feeds: [toEdit],
  },
  {
    name: "system:aggregate-to-view",
    rules: [
      ...workloadRules(read),
      {
        verbs: read,
        apiGroups: [""],
        resources: ["bindings", "events", "limitranges", "namespaces", "namespaces/status"],
      },
      {
        verbs: read,
        apiGroups: [""],
        resources: ["pods/log", "pods/status", "resourcequotas", "resourcequotas/status"],
      },
      { verbs: read, apiGroups: ["apps"], resources: ["controllerrevisions"] },
      { verbs: read, apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"] },
    ],
    feeds: [toView],
  },
  {
    name: "system:basic-user",
    rules: [
      {
        verbs: ["create"],
        apiGroups: ["authorization.k8s.io"],
        resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
      },
      { verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"] },
    ],
    groups: ["system:authenticated"],
  },
  {
    name: "system:discovery",
    rules: [{ verbs: ["get"], nonResourceURLs: [...discovery, ...probes] }],
    groups: ["system:authenticated"],
  },
  {
    name: "system:public-info-viewer",
    rules: [{ verbs: ["get"], nonResourceURLs: probes }],
    groups: ["system:authenticated", "system:unauthenticated"],
  },
  {
    name: "system:service-account-issuer-discovery",
    rules: [
      { verbs: ["get"], nonResourceURLs: ["/.well-known/openid-configuration", "/openid/v1/jwks"].flatMap(both) },
    ],
    groups: ["system:serviceaccounts"],
  },
  {
    name: "system:auth-delegator",
    rules: [
      { verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"] },
      { verbs: ["create"], apiGroups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"] },
    ],
  },
];

/** A path with and without a slash behind it. */
function both(path: string): readonly string[] {
  return [path, `${path}/`];
}

/** Makes the roles every cluster has, and binds them. What is there already stays as it is. */
export function createBootstrapRoles(client: SystemClient): void {
  for (const role of roles) {
    createOnce(client, "clusterroles", toClusterRole(role));
    if (role.groups) createOnce(client, "clusterrolebindings", toBinding(role.name, role.groups));
  }
}

function createOnce(client: SystemClient, plural: string, object: object): void {
  const made = object as KubeObject;
  const resource = { group: rbacGroup, plural };
  if (client.get(resource, { namespace: "", name: made.metadata.name }) === undefined) client.create(resource, made);
}

function toClusterRole({ name, rules, gathers, feeds = [] }: BootstrapRole): object {
  const labels = feeds.map((label) => [`${rbacGroup}/${label}`, "true"] as const);
  return {
    apiVersion: `${rbacGroup}/v1`,
    kind: "ClusterRole",
    metadata: metadata(name, Object.fromEntries(labels)),
    ...(gathers !== undefined && {
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [`${rbacGroup}/${gathers}`]: "true" } }] },
    }),
    rules: rules ?? null,
  };
}

function toBinding(role: string, groups: readonly string[]): object {
  return {
    apiVersion: `${rbacGroup}/v1`,
    kind: "ClusterRoleBinding",
    metadata: metadata(role),
    subjects: groups.map((name) => ({ kind: "Group", apiGroup: rbacGroup, name })),
    roleRef: { apiGroup: rbacGroup, kind: "ClusterRole", name: role },
  };
}

function metadata(name: string, labels: { readonly [label: string]: string } = {}): object {
  return {
    name,
    labels: { "kubernetes.io/bootstrapping": "rbac-defaults", ...labels },
    annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
  };
}
