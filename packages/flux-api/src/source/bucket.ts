import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { certSecretRef, cloudProvider, insecure, proxySecretRef } from "../shared/access.ts";
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

const sts = object(
  {
    provider: oneOf(["aws", "ldap"], { description: "What kind of service it is." }),
    endpoint: string({ description: "HTTP address of the service.", pattern: "^(http|https)://.*$" }),
    secretRef: optional(localReference("Secret with username and password for ldap.")),
    certSecretRef: optional(certSecretRef),
  },
  { description: "The token service that hands out credentials of the bucket." },
);
export type BucketSts = Infer<typeof sts>;

const spec = object(
  {
    bucketName: string({ description: "Name of the bucket, or of the container." }),
    endpoint: string({ description: "Host and port of the storage service, or address of the storage account." }),
    provider: optional(cloudProvider),
    region: optional(string({ description: "Region of the bucket." })),
    prefix: optional(string({ description: "Only objects whose key starts with this are fetched." })),
    secretRef: optional(localReference("Secret with the credentials of the bucket.")),
    serviceAccountName: optional(string({ description: "ServiceAccount to authenticate with at a cloud provider." })),
    sts: optional(sts),
    certSecretRef: optional(certSecretRef),
    proxySecretRef: optional(proxySecretRef),
    insecure: optional(insecure),
    interval: duration("How often the bucket is checked for changes."),
    timeout: optional(timeout("Limit of fetching the bucket.", { default: "60s" })),
    ignore: optional(string({ description: "Keys to leave out of the artifact, in .gitignore format." })),
    suspend: optional(suspend),
  },
  {
    rules: [
      {
        message: "STS configuration is only supported for the 'aws' and 'generic' Bucket providers",
        rule: "self.provider == 'aws' || self.provider == 'generic' || !has(self.sts)",
      },
      {
        message: "'aws' is the only supported STS provider for the 'aws' Bucket provider",
        rule: "self.provider != 'aws' || !has(self.sts) || self.sts.provider == 'aws'",
      },
      {
        message: "'ldap' is the only supported STS provider for the 'generic' Bucket provider",
        rule: "self.provider != 'generic' || !has(self.sts) || self.sts.provider == 'ldap'",
      },
      {
        message: "spec.sts.secretRef is not required for the 'aws' STS provider",
        rule: "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.secretRef)",
      },
      {
        message: "spec.sts.certSecretRef is not required for the 'aws' STS provider",
        rule: "!has(self.sts) || self.sts.provider != 'aws' || !has(self.sts.certSecretRef)",
      },
      {
        message: "ServiceAccountName is not supported for the 'generic' Bucket provider",
        rule: "self.provider != 'generic' || !has(self.serviceAccountName)",
      },
      {
        message: "cannot set both .spec.secretRef and .spec.serviceAccountName",
        rule: "!has(self.secretRef) || !has(self.serviceAccountName)",
      },
    ],
  },
);
export type BucketSpec = Infer<typeof spec>;

const status = object({
  observedGeneration: optional(observedGeneration),
  conditions: optional(conditions),
  url: optional(artifactUrl),
  artifact: optional(artifact),
  observedIgnore: optional(observedIgnore),
  lastHandledReconcileAt: optional(handledRequest),
});
export type BucketStatus = Infer<typeof status>;

export type Bucket = ObjectOfKind<BucketSpec, BucketStatus>;

export const bucketKind: Kind<BucketSpec, BucketStatus> = {
  group: "source.toolkit.fluxcd.io",
  kind: "Bucket",
  plural: "buckets",
  singular: "bucket",
  description: "Makes an artifact of the objects of a bucket.",
  categories: ["all", "fluxcd", "fluxcd-sources"],
  version: {
    name: "v1",
    columns: [{ name: "Endpoint", type: "string", jsonPath: ".spec.endpoint" }, ageColumn, readyColumn, statusColumn],
    spec,
    status,
    initialStatus: { observedGeneration: -1 },
  },
};
