import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { boolean, integer, list, mapOf, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { conditions, duration, handledRequest, localReference, observedGeneration, time } from "../shared/shared.ts";

const selector = object(
  {
    group: optional(string()),
    version: optional(string()),
    kind: optional(string()),
    namespace: optional(string()),
    name: optional(string()),
    labelSelector: optional(string()),
    annotationSelector: optional(string()),
  },
  { description: "Which objects are meant. Group, version, kind, namespace and name are regular expressions." },
);

const dependency = object({
  name: string({ description: "Name of the Kustomization that must be ready first." }),
  namespace: optional(string({ description: "Its namespace. Defaults to the one of this object." })),
  readyExpr: optional(string({ description: "CEL expression over `self` and `dep` that says when it is ready." })),
});
export type KustomizationDependency = Infer<typeof dependency>;

const healthCheck = object({
  apiVersion: optional(string()),
  kind: string(),
  name: string(),
  namespace: optional(string()),
});
export type KustomizationHealthCheck = Infer<typeof healthCheck>;

const healthCheckExpression = object({
  apiVersion: string({ description: "API version of the objects this is for." }),
  kind: optional(string({ description: "Kind of the objects this is for." })),
  inProgress: optional(string({ description: "CEL expression: still working." })),
  failed: optional(string({ description: "CEL expression: failed." })),
  current: string({ description: "CEL expression: healthy." }),
});

const substituteReference = object({
  kind: oneOf(["Secret", "ConfigMap"]),
  name: string({ minLength: 1, maxLength: 253 }),
  optional: optional(boolean({ description: "Whether the object may be missing.", default: false })),
});
export type SubstituteReference = Infer<typeof substituteReference>;

const postBuild = object(
  {
    substitute: optional(mapOf(string(), { description: "Variables by name." })),
    substituteFrom: optional(
      list(substituteReference, { description: "ConfigMaps and Secrets with variables; later ones win." }),
    ),
    substituteStrategy: optional(
      oneOf(["WithVariables", "Always"], { description: "Whether to substitute when there is no variable at all." }),
    ),
  },
  { description: "What is done with the manifests after the build." },
);
export type PostBuild = Infer<typeof postBuild>;

const kubeConfigMessage = "exactly one of spec.kubeConfig.configMapRef or spec.kubeConfig.secretRef must be specified";

const kubeConfig = object(
  {
    configMapRef: optional(localReference("ConfigMap that says how to reach the cluster with a cloud identity.")),
    secretRef: optional(
      object({ name: string(), key: optional(string({ description: "Key of the kubeconfig. Defaults to value." })) }),
    ),
  },
  {
    description: "The remote cluster to which the manifests are applied.",
    rules: [
      { message: kubeConfigMessage, rule: "has(self.configMapRef) || has(self.secretRef)" },
      { message: kubeConfigMessage, rule: "!has(self.configMapRef) || !has(self.secretRef)" },
    ],
  },
);

const sourceReference = object(
  {
    apiVersion: optional(string()),
    kind: oneOf(["OCIRepository", "GitRepository", "Bucket", "ExternalArtifact"]),
    name: string(),
    namespace: optional(string({ description: "Namespace of the source. Defaults to the one of this object." })),
  },
  { description: "The source of the manifests." },
);
export type SourceReference = Infer<typeof sourceReference>;

const image = object({
  name: string({ description: "Name of the image to replace, without tag." }),
  newName: optional(string()),
  newTag: optional(string()),
  digest: optional(string({ description: "Takes precedence over newTag." })),
});

const patch = object({
  patch: string({ description: "A strategic merge or JSON 6902 patch, as YAML." }),
  target: optional(selector),
});

const ignoreRule = object({
  paths: list(string(), { description: "JSON pointers to the fields that are left alone." }),
  target: optional(selector),
});

const spec = object({
  sourceRef: sourceReference,
  path: optional(string({ description: "Folder of the source to build. Defaults to its root." })),
  interval: duration("How often the cluster is compared with the source."),
  retryInterval: optional(duration("How soon a failed run is tried again. Defaults to interval.")),
  timeout: optional(duration("Limit of building, applying and waiting. Defaults to interval.")),
  prune: boolean({ description: "Deletes objects that are no longer in the source." }),
  deletionPolicy: optional(
    oneOf(["MirrorPrune", "Delete", "WaitForTermination", "Orphan"], {
      description: "What becomes of the objects when this one is deleted. Defaults to MirrorPrune: as prune says.",
    }),
  ),
  wait: optional(boolean({ description: "Waits until all applied objects are ready." })),
  healthChecks: optional(list(healthCheck, { description: "Objects to wait for; not used when wait is set." })),
  healthCheckExprs: optional(
    list(healthCheckExpression, { description: "How to tell that custom resources are ready." }),
  ),
  dependsOn: optional(
    list(dependency, { description: "Kustomizations that must be ready before this one is applied." }),
  ),
  suspend: optional(boolean({ description: "Stops the reconciliation of this object." })),
  force: optional(boolean({ description: "Replaces objects whose change is refused as immutable.", default: false })),
  serviceAccountName: optional(string({ description: "ServiceAccount that is impersonated." })),
  kubeConfig: optional(kubeConfig),
  decryption: optional(
    object(
      {
        provider: oneOf(["sops"]),
        secretRef: optional(localReference("Secret with the private keys.")),
        serviceAccountName: optional(string({ description: "ServiceAccount to authenticate with at a key service." })),
      },
      { description: "Decryption of Secrets." },
    ),
  ),
  postBuild: optional(postBuild),
  targetNamespace: optional(string({ description: "Namespace set on all objects.", minLength: 1, maxLength: 63 })),
  namePrefix: optional(string({ description: "Prefix of all names.", minLength: 1, maxLength: 200 })),
  nameSuffix: optional(string({ description: "Suffix of all names.", minLength: 1, maxLength: 200 })),
  commonMetadata: optional(
    object(
      { labels: optional(mapOf(string())), annotations: optional(mapOf(string())) },
      { description: "Labels and annotations set on all objects." },
    ),
  ),
  patches: optional(list(patch, { description: "Patches applied to the built objects." })),
  images: optional(list(image, { description: "Images to replace." })),
  components: optional(list(string(), { description: "Folders of kustomize components to add." })),
  ignoreMissingComponents: optional(boolean({ description: "Passes over components that do not exist." })),
  ignore: optional(list(ignoreRule, { description: "Fields that drift correction leaves alone." })),
  buildMetadata: optional(
    list(oneOf(["originAnnotations", "transformerAnnotations"]), { description: "Build facts to add as annotations." }),
  ),
});
export type KustomizationSpec = Infer<typeof spec>;

const inventory = object(
  {
    entries: list(
      object({
        id: string({ description: "NAMESPACE_NAME_GROUP_KIND of the object." }),
        v: string({ description: "API version of the object." }),
      }),
    ),
  },
  { description: "The objects that are applied and will be pruned." },
);
export type Inventory = Infer<typeof inventory>;

const snapshot = object({
  digest: string(),
  firstReconciled: time("When this digest was first seen."),
  lastReconciled: time("When this digest was last seen."),
  lastReconciledDuration: string(),
  lastReconciledStatus: string(),
  totalReconciliations: integer({ format: "int64" }),
  metadata: optional(mapOf(string())),
});
export type Snapshot = Infer<typeof snapshot>;

const status = object({
  observedGeneration: optional(observedGeneration),
  conditions: optional(conditions),
  lastAppliedRevision: optional(string({ description: "Revision that was last applied with success." })),
  lastAppliedOriginRevision: optional(string({ description: "Revision of the origin of that artifact." })),
  lastAttemptedRevision: optional(string({ description: "Revision of the last run." })),
  lastHandledReconcileAt: optional(handledRequest),
  inventory: optional(inventory),
  history: optional(list(snapshot, { description: "The last reconciled states, newest first." })),
});
export type KustomizationStatus = Infer<typeof status>;

export type Kustomization = ObjectOfKind<KustomizationSpec, KustomizationStatus>;

export const kustomizationKind: Kind<KustomizationSpec, KustomizationStatus> = {
  group: "kustomize.toolkit.fluxcd.io",
  kind: "Kustomization",
  plural: "kustomizations",
  singular: "kustomization",
  shortNames: ["ks"],
  categories: ["all", "fluxcd", "fluxcd-appliers"],
  version: {
    name: "v1",
    columns: [ageColumn, readyColumn, statusColumn],
    spec,
    status,
    initialStatus: { observedGeneration: -1 },
  },
};
