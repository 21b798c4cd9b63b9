import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { boolean, list, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { history, inventory } from "../shared/apply.ts";
import { patch } from "../shared/kustomize.ts";
import { commonMetadata, conditions, duration, handledForce, handledRequest } from "../shared/meta.ts";

const distribution = object(
  {
    version: string({ description: "Version of Flux, or a range of versions." }),
    registry: string({ description: "Registry and path that the images are pulled from." }),
    variant: optional(
      oneOf(["upstream-alpine", "enterprise-alpine", "enterprise-distroless", "enterprise-distroless-fips"], {
        description: "Which build of the images is used.",
      }),
    ),
    imagePullSecret: optional(string({ description: "Name of the Secret to pull the images with." })),
    artifact: optional(
      string({ description: "OCI artifact with the manifests. Defaults to built-in ones.", pattern: "^oci://.*$" }),
    ),
    artifactPullSecret: optional(string({ description: "Name of the Secret to pull the artifact with." })),
  },
  { description: "What is installed." },
);
export type FluxDistribution = Infer<typeof distribution>;

const component = oneOf([
  "source-controller",
  "kustomize-controller",
  "helm-controller",
  "notification-controller",
  "image-reflector-controller",
  "image-automation-controller",
  "source-watcher",
]);
export type FluxComponent = Infer<typeof component>;

const cluster = object(
  {
    type: optional(
      oneOf(["kubernetes", "openshift", "aws", "azure", "gcp"], {
        description: "The platform that the controllers are set up for.",
        default: "kubernetes",
      }),
    ),
    size: optional(
      oneOf(["small", "medium", "large"], { description: "How much the controllers may use and do at once." }),
    ),
    domain: optional(string({ description: "Domain of the cluster's services.", default: "cluster.local" })),
    networkPolicy: optional(boolean({ description: "Restricts access to the controllers.", default: true })),
    multitenant: optional(
      boolean({ description: "Keeps tenants apart: no references across namespaces.", default: false }),
    ),
    tenantDefaultServiceAccount: optional(
      string({ description: "ServiceAccount that is impersonated where an object names none." }),
    ),
    objectLevelWorkloadIdentity: optional(
      boolean({ description: "Lets objects name the ServiceAccount of their cloud identity." }),
    ),
    multitenantWorkloadIdentity: optional(
      boolean({ description: "Requires objects to have a cloud identity of their own.", default: false }),
    ),
    tenantDefaultDecryptionServiceAccount: optional(
      string({ description: "ServiceAccount for decryption where an object names none." }),
    ),
    tenantDefaultKubeConfigServiceAccount: optional(
      string({ description: "ServiceAccount for remote clusters where an object names none." }),
    ),
  },
  {
    description: "The cluster that is installed to.",
    rules: [
      {
        message: ".objectLevelWorkloadIdentity must be set to true when .multitenantWorkloadIdentity is set to true",
        rule: "(has(self.objectLevelWorkloadIdentity) && self.objectLevelWorkloadIdentity) || !has(self.multitenantWorkloadIdentity) || !self.multitenantWorkloadIdentity",
      },
    ],
  },
);

const sharding = object(
  {
    key: optional(
      string({ description: "Label that tells the shard of an object.", default: "sharding.fluxcd.io/key" }),
    ),
    shards: list(string(), { description: "Names of the shards.", minItems: 1 }),
    storage: optional(
      oneOf(["ephemeral", "persistent"], { description: "Where the shards keep artifacts. Defaults to ephemeral." }),
    ),
  },
  { description: "Further controllers, each for the objects of one shard." },
);

const sync = object(
  {
    name: optional(
      string({
        description: "Name of the source and the Kustomization. Defaults to the namespace.",
        maxLength: 63,
        rules: [{ message: "Sync name is immutable", rule: "self == oldSelf" }],
      }),
    ),
    kind: oneOf(["OCIRepository", "GitRepository", "Bucket"], { description: "Kind of the source." }),
    url: string({ description: "Address of the source, or endpoint of the bucket." }),
    ref: string({ description: "Git reference, tag of the image, or name of the bucket." }),
    path: string({ description: "Folder of the source that is applied." }),
    provider: optional(oneOf(["generic", "aws", "azure", "gcp", "github"], { description: "How to authenticate." })),
    pullSecret: optional(string({ description: "Name of the Secret with the credentials of the source." })),
    interval: optional(duration("How often the source is checked.", { default: "1m" })),
  },
  {
    description: "The source that the cluster is kept at.",
    rules: [
      {
        message: "sync.provider 'gcp' is only supported for OCIRepository and Bucket",
        rule: "!has(self.provider) || self.provider != 'gcp' || self.kind == 'OCIRepository' || self.kind == 'Bucket'",
      },
      {
        message: "sync.provider 'github' is only supported for GitRepository",
        rule: "!has(self.provider) || self.provider != 'github' || self.kind == 'GitRepository'",
      },
    ],
  },
);
export type FluxSync = Infer<typeof sync>;

const storage = object(
  {
    class: string({ description: "StorageClass of the volume." }),
    size: string({ description: "Size of the volume." }),
  },
  { description: "The volume that artifacts are kept in." },
);

const spec = object(
  {
    distribution,
    components: optional(list(component, { description: "The controllers that are installed." })),
    cluster: optional(cluster),
    sharding: optional(sharding),
    storage: optional(storage),
    commonMetadata: optional(commonMetadata),
    kustomize: optional(
      object(
        { patches: optional(list(patch, { description: "Patches applied to the manifests." })) },
        { description: "Changes of the manifests, made last." },
      ),
    ),
    sync: optional(sync),
    wait: optional(boolean({ description: "Waits until the controllers are ready.", default: true })),
    migrateResources: optional(
      boolean({ description: "Has Flux objects stored in the current version of their API.", default: true }),
    ),
  },
  {
    rules: [
      {
        message: ".spec.storage must be set when .spec.sharding.storage is 'persistent'",
        rule: "!has(self.sharding) || !has(self.sharding.storage) || self.sharding.storage != 'persistent' || has(self.storage)",
      },
    ],
  },
);
export type FluxInstanceSpec = Infer<typeof spec>;

const componentImage = object({
  name: string({ description: "Name of the controller." }),
  repository: string({ description: "Name of its image, without tag." }),
  tag: string(),
  digest: optional(string()),
});
export type ComponentImage = Infer<typeof componentImage>;

const status = object({
  conditions: optional(conditions),
  components: optional(list(componentImage, { description: "The images that are installed." })),
  inventory: optional(inventory),
  history: optional(history),
  lastAppliedRevision: optional(string({ description: "Version and digest that were last installed with success." })),
  lastAttemptedRevision: optional(string({ description: "Version and digest of the last run." })),
  lastArtifactRevision: optional(string({ description: "Digest of the artifact with the manifests." })),
  lastHandledReconcileAt: optional(handledRequest),
  lastHandledForceAt: optional(handledForce),
});
export type FluxInstanceStatus = Infer<typeof status>;

export type FluxInstance = ObjectOfKind<FluxInstanceSpec, FluxInstanceStatus>;

export const fluxInstanceKind: Kind<FluxInstanceSpec, FluxInstanceStatus> = {
  group: "fluxcd.controlplane.io",
  kind: "FluxInstance",
  plural: "fluxinstances",
  singular: "fluxinstance",
  description: "The installation of Flux in a cluster.",
  categories: ["fluxcd", "fluxcd-appliers"],
  version: {
    name: "v1",
    columns: [
      ageColumn,
      readyColumn,
      statusColumn,
      { name: "Revision", type: "string", jsonPath: ".status.lastAttemptedRevision" },
    ],
    spec,
    status,
    rules: [{ message: "the only accepted name for a FluxInstance is 'flux'", rule: "self.metadata.name == 'flux'" }],
  },
};
