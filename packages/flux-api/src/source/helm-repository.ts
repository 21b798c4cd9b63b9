import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { boolean, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { accessFrom, certSecretRef, cloudProvider, insecure } from "../shared/access.ts";
import { artifact, artifactUrl } from "../shared/artifact.ts";
import {
  conditions,
  duration,
  handledRequest,
  localReference,
  observedGeneration,
  suspend,
  timeout,
} from "../shared/meta.ts";

const spec = object({
  url: string({ description: "Address of the repository: http, https or oci.", pattern: "^(http|https|oci)://.*$" }),
  type: optional(
    oneOf(["default", "oci"], { description: "default has an index.yaml; oci is a registry, read chart by chart." }),
  ),
  provider: optional(cloudProvider),
  secretRef: optional(localReference("Secret with the credentials of the repository.")),
  certSecretRef: optional(certSecretRef),
  passCredentials: optional(boolean({ description: "Sends the credentials to other hosts that serve charts, too." })),
  insecure: optional(insecure),
  interval: optional(duration("How often the index is fetched; not used for oci. Defaults to 1m.")),
  timeout: optional(timeout("Limit of fetching the index, and of each pull for oci. Defaults to 60s.")),
  suspend: optional(suspend),
  accessFrom: optional(accessFrom),
});
export type HelmRepositorySpec = Infer<typeof spec>;

const status = object({
  observedGeneration: optional(observedGeneration),
  conditions: optional(conditions),
  url: optional(artifactUrl),
  artifact: optional(artifact),
  lastHandledReconcileAt: optional(handledRequest),
});
export type HelmRepositoryStatus = Infer<typeof status>;

export type HelmRepository = ObjectOfKind<HelmRepositorySpec, HelmRepositoryStatus>;

export const helmRepositoryKind: Kind<HelmRepositorySpec, HelmRepositoryStatus> = {
  group: "source.toolkit.fluxcd.io",
  kind: "HelmRepository",
  plural: "helmrepositories",
  singular: "helmrepository",
  description: "Keeps the index of a repository of Helm charts, or says how to reach charts in an OCI registry.",
  shortNames: ["helmrepo"],
  categories: ["all", "fluxcd", "fluxcd-sources"],
  version: {
    name: "v1",
    columns: [{ name: "URL", type: "string", jsonPath: ".spec.url" }, ageColumn, readyColumn, statusColumn],
    spec,
    status,
    initialStatus: { observedGeneration: -1 },
  },
};
