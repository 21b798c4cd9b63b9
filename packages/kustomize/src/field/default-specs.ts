import type { FieldSpecEntry } from "../kustomization/types.ts";

/** A kind as the tables below name it: `Kind`, `Kind.group` or `Kind.group/version`. */
type KindText = string;

const templateKinds = ["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job"] as const;

/** Where a kind keeps its pod spec. */
const podSpecs: readonly (readonly [kind: KindText, path: string])[] = [
  ["Pod./v1", "spec"],
  ["PodTemplate", "template/spec"],
  ...templateKinds.map((kind) => [kind, "spec/template/spec"] as const),
  ["CronJob", "spec/jobTemplate/spec/template/spec"],
];

function specs(kinds: string | readonly string[], paths: string | readonly string[], create = false): FieldSpecEntry[] {
  return [kinds].flat().flatMap((kind) => [paths].flat().map((path) => ({ ...parseKind(kind), path, create })));
}

function parseKind(text: KindText): { kind?: string; group?: string; version?: string } {
  const [, kind = "", group = "", version = ""] = /^([^.]*)(?:\.([^/]*))?(?:\/(.*))?$/.exec(text) ?? [];
  return { ...(kind && { kind }), ...(group && { group }), ...(version && { version }) };
}

/** Labels or annotations of an object and of the pods it makes. */
function metadataSpecs(field: "labels" | "annotations", statefulSet: KindText): FieldSpecEntry[] {
  const inTemplate = `spec/template/metadata/${field}`;
  const inJob = [`spec/jobTemplate/metadata/${field}`, `spec/jobTemplate/spec/template/metadata/${field}`];
  return [
    ...specs("", `metadata/${field}`, true),
    ...specs(["ReplicationController./v1", "Deployment", "ReplicaSet", "DaemonSet"], inTemplate, true),
    ...specs([statefulSet, "Job.batch"], inTemplate, true),
    ...specs("CronJob.batch", inJob, true),
  ];
}

const termLists = ["podAffinity", "podAntiAffinity"].flatMap((affinity) => [
  `spec/template/spec/affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
  `spec/template/spec/affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
]);
const podSelectors = [...termLists, "spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels"];

const selectorSpecs: readonly FieldSpecEntry[] = [
  ...specs(["Service./v1", "ReplicationController./v1"], "spec/selector", true),
  ...specs(["Deployment", "ReplicaSet", "DaemonSet", "StatefulSet.apps"], "spec/selector/matchLabels", true),
  ...specs(["Deployment.apps", "StatefulSet.apps"], podSelectors),
  ...specs(["Job.batch", "PodDisruptionBudget.policy"], "spec/selector/matchLabels"),
  ...specs("CronJob.batch", "spec/jobTemplate/spec/selector/matchLabels"),
  ...specs("NetworkPolicy.networking.k8s.io", [
    "spec/podSelector/matchLabels",
    "spec/ingress/from/podSelector/matchLabels",
    "spec/egress/to/podSelector/matchLabels",
  ]),
];

const containerVars = ["containers", "initContainers"].flatMap((list) => [
  `${list}/args`,
  `${list}/command`,
  `${list}/env/value`,
  `${list}/volumeMounts/mountPath`,
]);

function varSpecs(kind: string, podSpec: string): FieldSpecEntry[] {
  return specs(
    kind,
    containerVars.map((path) => `${podSpec}/${path}`),
  );
}

const varReferenceSpecs: readonly FieldSpecEntry[] = [
  ...varSpecs("CronJob", "spec/jobTemplate/spec/template/spec"),
  ...specs("CronJob", "spec/jobTemplate/spec/template/volumes/nfs/server"),
  ...[...templateKinds].flatMap((kind) => varSpecs(kind, "spec/template/spec")),
  ...specs(["DaemonSet", "Deployment", "Job", "ReplicaSet"], "spec/template/spec/volumes/nfs/server"),
  ...specs("Deployment", "spec/template/metadata/annotations"),
  ...specs("Ingress", ["spec/rules/host", "spec/tls/hosts", "spec/tls/secretName"]),
  ...varSpecs("Pod", "spec"),
  ...specs("Pod", "spec/volumes/nfs/server"),
  ...specs("Service", ["spec/ports/port", "spec/ports/targetPort"]),
  ...specs("StatefulSet", "spec/volumeClaimTemplates/spec/nfs/server"),
  ...specs("PersistentVolume", "spec/nfs/server"),
  ...specs("", ["metadata/labels", "metadata/annotations"]),
];

const imageLists = ["containers[]/image", "initContainers[]/image", "volumes[]/image/reference"];

/** Fields that hold the name of another object. */
export type NameReferenceEntry = {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly fieldSpecs?: readonly FieldSpecEntry[];
};

function referrers(target: KindText, fieldSpecs: readonly FieldSpecEntry[]): NameReferenceEntry {
  return { ...parseKind(target), fieldSpecs };
}

function inPodSpecs(paths: readonly string[]): FieldSpecEntry[] {
  return podSpecs.flatMap(([kind, podSpec]) =>
    specs(
      kind,
      paths.map((path) => `${podSpec}/${path}`),
    ),
  );
}

function containerRefs(source: "configMap" | "secret"): string[] {
  return ["containers", "initContainers"].flatMap((list) => [
    `${list}/env/valueFrom/${source}KeyRef/name`,
    `${list}/envFrom/${source}Ref/name`,
  ]);
}

const configMapReferrers: readonly FieldSpecEntry[] = [
  ...inPodSpecs(["volumes/configMap/name", ...containerRefs("configMap"), "volumes/projected/sources/configMap/name"]),
  ...specs("Node", "spec/configSource/configMap"),
  ...specs(["Role", "ClusterRole"], "rules/resourceNames"),
  ...specs("Ingress", "metadata/annotations/nginx.ingress.kubernetes.io\\/fastcgi-params-configmap"),
];

const secretReferrers: readonly FieldSpecEntry[] = [
  ...inPodSpecs([
    "volumes/secret/secretName",
    ...containerRefs("secret"),
    "imagePullSecrets/name",
    "volumes/projected/sources/secret/name",
  ]),
  ...specs("Ingress", [
    "spec/tls/secretName",
    "metadata/annotations/ingress.kubernetes.io\\/auth-secret",
    "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-secret",
    "metadata/annotations/nginx.ingress.kubernetes.io\\/auth-tls-secret",
  ]),
  ...specs("ServiceAccount", "imagePullSecrets/name"),
  ...specs("StorageClass", [
    "parameters/secretName",
    "parameters/adminSecretName",
    "parameters/userSecretName",
    "parameters/secretRef",
  ]),
  ...specs(["Role", "ClusterRole"], "rules/resourceNames"),
  ...specs("Service.serving.knative.dev/v1", "spec/template/spec/containers/env/valueFrom/secretKeyRef/name"),
  ...specs("PersistentVolume", "spec/azureFile/secretName"),
];

const serviceReferrers: readonly FieldSpecEntry[] = [
  ...specs("StatefulSet.apps", "spec/serviceName"),
  ...specs("Ingress", [
    "spec/rules/http/paths/backend/serviceName",
    "spec/backend/serviceName",
    "spec/rules/http/paths/backend/service/name",
    "spec/defaultBackend/service/name",
  ]),
  ...specs("APIService.apiregistration.k8s.io", "spec/service/name"),
  ...specs(
    [
      "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
      "MutatingWebhookConfiguration.admissionregistration.k8s.io",
    ],
    "webhooks/clientConfig/service",
  ),
];

const rbac = "rbac.authorization.k8s.io";

/** A field of the pod spec in the kinds that run pods for long. */
function inWorkloads(field: string): FieldSpecEntry[] {
  return [
    ...specs("Pod", `spec/${field}`),
    ...specs(["StatefulSet", "Deployment", "ReplicationController", "Job", "DaemonSet"], `spec/template/spec/${field}`),
    ...specs("CronJob", `spec/jobTemplate/spec/template/spec/${field}`),
  ];
}

const scaled = specs("HorizontalPodAutoscaler", "spec/scaleTargetRef/name");

const nameReferences: readonly NameReferenceEntry[] = [
  ...["Deployment", "ReplicationController", "ReplicaSet", "StatefulSet"].map((kind) => referrers(kind, scaled)),
  referrers("ConfigMap./v1", configMapReferrers),
  referrers("Secret./v1", secretReferrers),
  referrers("Service./v1", serviceReferrers),
  referrers(`Role.${rbac}`, specs(`RoleBinding.${rbac}`, "roleRef/name")),
  referrers(`ClusterRole.${rbac}`, specs([`RoleBinding.${rbac}`, `ClusterRoleBinding.${rbac}`], "roleRef/name")),
  referrers("ServiceAccount./v1", [
    ...specs([`RoleBinding.${rbac}`, `ClusterRoleBinding.${rbac}`], "subjects"),
    ...inWorkloads("serviceAccountName"),
  ]),
  referrers("PersistentVolumeClaim./v1", inWorkloads("volumes/persistentVolumeClaim/claimName")),
  referrers("PersistentVolume./v1", [
    ...specs("PersistentVolumeClaim", "spec/volumeName"),
    ...specs("ClusterRole", "rules/resourceNames"),
  ]),
  referrers("StorageClass.storage.k8s.io/v1", [
    ...specs(["PersistentVolume", "PersistentVolumeClaim"], "spec/storageClassName"),
    ...specs("StatefulSet", "spec/volumeClaimTemplates/spec/storageClassName"),
  ]),
  referrers("PriorityClass.scheduling.k8s.io/v1", inWorkloads("priorityClassName")),
  referrers(
    "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
    specs("ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io", "spec/policyName"),
  ),
];

const templateLabelSpecs: readonly FieldSpecEntry[] = [
  ...metadataSpecs("labels", "StatefulSet.apps"),
  ...specs("StatefulSet.apps", "spec/volumeClaimTemplates[]/metadata/labels", true),
];

/**
 * What the transformers change when no configuration says more: the defaults of kustomize 5.8.1, one entry per field.
 * The one reference left out, to an IngressClass, names a group that no object can have.
 */
export const defaultFieldSpecs = {
  namePrefix: specs("", "metadata/name"),
  nameSuffix: specs("", "metadata/name"),
  namespace: [
    ...specs("Namespace", "metadata/name", true),
    ...specs("APIService.apiregistration.k8s.io", "spec/service/namespace", true),
    ...specs("CustomResourceDefinition.apiextensions.k8s.io", "spec/conversion/webhook/clientConfig/service/namespace"),
  ],
  commonLabels: [...selectorSpecs, ...templateLabelSpecs],
  templateLabels: templateLabelSpecs,
  commonAnnotations: metadataSpecs("annotations", "StatefulSet"),
  nameReference: nameReferences,
  varReference: varReferenceSpecs,
  images: ["spec/", "spec/template/spec/"].flatMap((pod) =>
    specs(
      "",
      imageLists.map((list) => pod + list),
      true,
    ),
  ),
  replicas: specs(["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController"], "spec/replicas", true),
} as const;
