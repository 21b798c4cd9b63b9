import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { object, oneOf, optional, string, withDescription } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import {
  certSecretRef,
  cloudProvider,
  insecure,
  matchOidcIdentity,
  proxySecretRef,
  verificationFields,
} from "../shared/access.ts";
import { artifact, artifactUrl, observedIgnore } from "../shared/artifact.ts";
import {
  conditions,
  duration,
  handledRequest,
  localReference,
  observedGeneration,
  suspend,
  timeout,
} from "../shared/meta.ts";

const ref = object(
  {
    tag: optional(string({ description: "Tag to follow. Defaults to latest when nothing else is given." })),
    semver: optional(string({ description: "Range of tags to follow, newest first. Takes precedence over tag." })),
    semverFilter: optional(string({ description: "Regular expression that selects the tags for semver." })),
    digest: optional(string({ description: "Digest to use, sha256:VALUE. Takes precedence over all others." })),
  },
  { description: "What to follow: tag, range of tags or digest." },
);
export type OciRepositoryRef = Infer<typeof ref>;

const layerSelector = object(
  {
    mediaType: optional(string({ description: "Media type of the layer; the first one with it is taken." })),
    operation: optional(
      oneOf(["extract", "copy"], {
        description: "Whether the layer is unpacked or stored as it is. Defaults to extract.",
      }),
    ),
  },
  { description: "The layer to take. Defaults to the first one, extracted." },
);
export type OciLayerSelector = Infer<typeof layerSelector>;

const verify = object(
  {
    ...verificationFields,
    matchOIDCIdentity: optional(matchOidcIdentity),
    trustedRootSecretRef: optional(localReference("Secret with a Sigstore trusted root of one's own.")),
  },
  { description: "Verification of the signature of the artifact." },
);
export type OciVerification = Infer<typeof verify>;

const spec = object({
  url: string({ description: "Address of the repository: oci://HOST/PATH, without tag.", pattern: "^oci://.*$" }),
  ref: optional(ref),
  layerSelector: optional(layerSelector),
  provider: optional(cloudProvider),
  secretRef: optional(localReference("Secret with the credentials of the registry (dockerconfigjson).")),
  serviceAccountName: optional(
    string({ description: "ServiceAccount whose pull secrets or cloud identity are used." }),
  ),
  verify: optional(verify),
  certSecretRef: optional(certSecretRef),
  proxySecretRef: optional(proxySecretRef),
  interval: duration("How often the registry is checked for changes."),
  timeout: optional(timeout("Limit of each registry operation.", { default: "60s" })),
  ignore: optional(string({ description: "Paths to leave out of the artifact, in .gitignore format." })),
  insecure: optional(insecure),
  suspend: optional(suspend),
});
export type OciRepositorySpec = Infer<typeof spec>;

const status = object({
  observedGeneration: optional(observedGeneration),
  conditions: optional(conditions),
  url: optional(artifactUrl),
  artifact: optional(artifact),
  observedIgnore: optional(observedIgnore),
  observedLayerSelector: optional(withDescription(layerSelector, "spec.layerSelector of the current artifact.")),
  lastHandledReconcileAt: optional(handledRequest),
});
export type OciRepositoryStatus = Infer<typeof status>;

export type OciRepository = ObjectOfKind<OciRepositorySpec, OciRepositoryStatus>;

export const ociRepositoryKind: Kind<OciRepositorySpec, OciRepositoryStatus> = {
  group: "source.toolkit.fluxcd.io",
  kind: "OCIRepository",
  plural: "ocirepositories",
  singular: "ocirepository",
  description: "Makes an artifact of a layer of an OCI image.",
  shortNames: ["ocirepo"],
  categories: ["all", "fluxcd", "fluxcd-sources"],
  version: {
    name: "v1",
    columns: [{ name: "URL", type: "string", jsonPath: ".spec.url" }, readyColumn, statusColumn, ageColumn],
    spec,
    status,
    initialStatus: { observedGeneration: -1 },
  },
};
