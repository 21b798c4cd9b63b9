import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { anyValue, integer, list, mapOf, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer, ValidationRule } from "../schema/schema.ts";
import { certSecretRef, insecure } from "../shared/access.ts";
import {
  conditions,
  duration,
  handledForce,
  handledRequest,
  labelSelectorFields,
  localReference,
  time,
} from "../shared/meta.ts";

const type = oneOf(
  [
    "Static",
    "GitHubBranch",
    "GitHubTag",
    "GitHubPullRequest",
    "GitLabBranch",
    "GitLabTag",
    "GitLabMergeRequest",
    "GitLabEnvironment",
    "AzureDevOpsBranch",
    "AzureDevOpsTag",
    "AzureDevOpsPullRequest",
    "AWSCodeCommitBranch",
    "AWSCodeCommitTag",
    "AWSCodeCommitPullRequest",
    "GiteaBranch",
    "GiteaTag",
    "GiteaPullRequest",
    "OCIArtifactTag",
    "ACRArtifactTag",
    "ECRArtifactTag",
    "GARArtifactTag",
    "ExternalService",
    "ExternalArtifact",
  ],
  { description: "Where the inputs come from." },
);
export type InputProviderType = Infer<typeof type>;

const filter = object(
  {
    includeBranch: optional(string({ description: "Regular expression that branches must match." })),
    excludeBranch: optional(string({ description: "Regular expression that branches must not match." })),
    includeTag: optional(string({ description: "Regular expression that tags must match." })),
    excludeTag: optional(string({ description: "Regular expression that tags must not match." })),
    includeEnvironment: optional(string({ description: "Regular expression that environments must match." })),
    excludeEnvironment: optional(string({ description: "Regular expression that environments must not match." })),
    labels: optional(list(string(), { description: "Labels that change requests must have." })),
    semver: optional(string({ description: "Range of versions that tags must be in; newest first." })),
    limit: optional(integer({ description: "How many inputs there may be.", default: 100, maximum: 10000 })),
  },
  { description: "What becomes an input." },
);
export type InputFilter = Infer<typeof filter>;

const selector = object(
  {
    ...labelSelectorFields,
    name: optional(string({ description: "Name of one ExternalArtifact." })),
    namespace: optional(
      string({ description: "Namespace of the ExternalArtifacts. Defaults to the one of this object." }),
    ),
  },
  {
    atomic: true,
    rules: [
      {
        message: "name is mutually exclusive with matchLabels and matchExpressions",
        rule: "!has(self.name) || (!has(self.matchLabels) && !has(self.matchExpressions))",
      },
    ],
  },
);
export type InputSelector = Infer<typeof selector>;

const scheduleFields = {
  cron: string({ description: "When inputs are exported, as a cron expression." }),
  timeZone: optional(string({ description: "Time zone of the expression.", default: "UTC" })),
  window: optional(duration("How long after each of these times inputs are exported.", { default: "0s" })),
};

const rules: readonly ValidationRule[] = [
  {
    message: "spec.url must be empty when spec.type is 'Static'",
    rule: "self.type != 'Static' || !has(self.url)",
  },
  {
    message: "spec.url must be empty when spec.type is 'ExternalArtifact'",
    rule: "self.type != 'ExternalArtifact' || !has(self.url)",
  },
  {
    message: "spec.url must not be empty when spec.type is not 'Static' or 'ExternalArtifact'",
    rule: "self.type == 'Static' || self.type == 'ExternalArtifact' || has(self.url)",
  },
  {
    message: "spec.url must start with 'http://' or 'https://' when spec.type is a Git provider",
    rule: "!self.type.startsWith('Git') || self.url.startsWith('http')",
  },
  {
    message: "spec.url must start with 'http://' or 'https://' when spec.type is an AzureDevOps provider",
    rule: "!self.type.startsWith('AzureDevOps') || self.url.startsWith('http://') || self.url.startsWith('https://')",
  },
  {
    message: "spec.url must start with 'https://' when spec.type is a AWSCodeCommit provider",
    rule: "!self.type.startsWith('AWSCodeCommit') || self.url.startsWith('https://')",
  },
  {
    message: "spec.url must start with 'oci://' when spec.type is an OCI provider",
    rule: "!self.type.endsWith('ArtifactTag') || self.url.startsWith('oci')",
  },
  {
    message: "spec.url must include the repository path after the registry host when spec.type is an OCI provider",
    rule: "!self.type.endsWith('ArtifactTag') || !self.url.startsWith('oci://') || self.url.substring(6).contains('/')",
  },
  {
    message: "spec.url must start with 'http://' or 'https://' when spec.type is 'ExternalService'",
    rule: "self.type != 'ExternalService' || self.url.startsWith('http')",
  },
  {
    message: "spec.insecure can only be set when spec.type is 'ExternalService' or 'OCIArtifactTag'",
    rule: "!has(self.insecure) || !self.insecure || self.type == 'ExternalService' || self.type == 'OCIArtifactTag'",
  },
  {
    message: "spec.url must use 'https://' unless spec.insecure is true",
    rule: "self.type != 'ExternalService' || !self.url.startsWith('http://') || (has(self.insecure) && self.insecure)",
  },
  {
    message:
      "cannot specify spec.serviceAccountName when spec.type is not one of AzureDevOps*, AWSCodeCommit*, *ArtifactTag or ExternalArtifact",
    rule: "!has(self.serviceAccountName) || self.type.startsWith('AzureDevOps') || self.type.startsWith('AWSCodeCommit') || self.type.endsWith('ArtifactTag') || self.type == 'ExternalArtifact'",
  },
  {
    message:
      "cannot specify spec.certSecretRef when spec.type is one of Static, ExternalArtifact, AzureDevOps*, AWSCodeCommit*, ACRArtifactTag, ECRArtifactTag or GARArtifactTag",
    rule: "!has(self.certSecretRef) || !(self.type == 'Static' || self.type == 'ExternalArtifact' || self.type.startsWith('AzureDevOps') || self.type.startsWith('AWSCodeCommit') || (self.type.endsWith('ArtifactTag') && self.type != 'OCIArtifactTag'))",
  },
  {
    message:
      "cannot specify spec.secretRef when spec.type is one of Static, ExternalArtifact, AWSCodeCommit*, ACRArtifactTag, ECRArtifactTag or GARArtifactTag",
    rule: "!has(self.secretRef) || !(self.type == 'Static' || self.type == 'ExternalArtifact' || self.type.startsWith('AWSCodeCommit') || (self.type.endsWith('ArtifactTag') && self.type != 'OCIArtifactTag'))",
  },
  {
    message: "spec.selectors must be set when spec.type is 'ExternalArtifact'",
    rule: "self.type != 'ExternalArtifact' || (has(self.selectors) && size(self.selectors) > 0)",
  },
  {
    message: "spec.selectors must not be set when spec.type is not 'ExternalArtifact'",
    rule: "self.type == 'ExternalArtifact' || !has(self.selectors)",
  },
];

const spec = object(
  {
    type,
    url: optional(
      string({
        description: "Address of the repository, registry or service.",
        pattern: "^((http|https|oci)://.*){0,1}$",
      }),
    ),
    secretRef: optional(localReference("Secret with the credentials of the service.")),
    serviceAccountName: optional(string({ description: "ServiceAccount to authenticate with at a cloud provider." })),
    certSecretRef: optional(certSecretRef),
    insecure: optional(insecure),
    selectors: optional(list(selector, { description: "ExternalArtifacts that become inputs." })),
    filter: optional(filter),
    skip: optional(
      object(
        {
          labels: optional(
            list(string(), {
              description: "Labels of change requests whose input stays as it is; !LABEL: without it.",
            }),
          ),
        },
        { description: "What is not updated." },
      ),
    ),
    defaultValues: optional(mapOf(anyValue(), { description: "Values of every input, which may overwrite them." })),
    schedule: optional(list(object(scheduleFields), { description: "When inputs are exported. Defaults to always." })),
  },
  { rules },
);
export type ResourceSetInputProviderSpec = Infer<typeof spec>;

const status = object({
  conditions: optional(conditions),
  exportedInputs: optional(list(mapOf(anyValue()), { description: "The inputs for ResourceSets." })),
  lastExportedRevision: optional(string({ description: "Digest of the inputs." })),
  nextSchedule: optional(
    object(
      { ...scheduleFields, when: time("When inputs are exported next.") },
      { description: "The schedule that comes next." },
    ),
  ),
  lastHandledReconcileAt: optional(handledRequest),
  lastHandledForceAt: optional(handledForce),
});
export type ResourceSetInputProviderStatus = Infer<typeof status>;

export type ResourceSetInputProvider = ObjectOfKind<ResourceSetInputProviderSpec, ResourceSetInputProviderStatus>;

export const resourceSetInputProviderKind: Kind<ResourceSetInputProviderSpec, ResourceSetInputProviderStatus> = {
  group: "fluxcd.controlplane.io",
  kind: "ResourceSetInputProvider",
  plural: "resourcesetinputproviders",
  singular: "resourcesetinputprovider",
  description: "Finds inputs for ResourceSets: branches, tags, change requests, artifacts and more.",
  shortNames: ["rsip"],
  categories: ["all", "fluxcd", "fluxcd-sources"],
  version: {
    name: "v1",
    columns: [ageColumn, readyColumn, statusColumn],
    spec,
    status,
  },
};
