import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { boolean, list, mapOf, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { dependency, healthCheckExpression, history, inventory, kubeConfig } from "../shared/apply.ts";
import { ignoreRule, image, patch } from "../shared/kustomize.ts";
import {
  commonMetadata,
  conditions,
  duration,
  handledRequest,
  localReference,
  observedGeneration,
  suspend,
} from "../shared/meta.ts";

export type KustomizationDependency = Infer<typeof dependency>;

const healthCheck = object({
  apiVersion: optional(string()),
  kind: string(),
  name: string(),
  namespace: optional(string()),
});
export type KustomizationHealthCheck = Infer<typeof healthCheck>;

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
  suspend: optional(suspend),
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
  commonMetadata: optional(commonMetadata),
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

const status = object({
  observedGeneration: optional(observedGeneration),
  conditions: optional(conditions),
  lastAppliedRevision: optional(string({ description: "Revision that was last applied with success." })),
  lastAppliedOriginRevision: optional(string({ description: "Revision of the origin of that artifact." })),
  lastAttemptedRevision: optional(string({ description: "Revision of the last run." })),
  lastHandledReconcileAt: optional(handledRequest),
  inventory: optional(inventory),
  history: optional(history),
});
export type KustomizationStatus = Infer<typeof status>;

export type Kustomization = ObjectOfKind<KustomizationSpec, KustomizationStatus>;

export const kustomizationKind: Kind<KustomizationSpec, KustomizationStatus> = {
  group: "kustomize.toolkit.fluxcd.io",
  kind: "Kustomization",
  plural: "kustomizations",
  singular: "kustomization",
  description: "Builds the manifests of a source with kustomize and keeps a cluster at them.",
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
