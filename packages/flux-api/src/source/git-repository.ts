import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { boolean, list, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { proxySecretRef } from "../shared/access.ts";
import { artifact, observedIgnore } from "../shared/artifact.ts";
import { gitReference } from "../shared/git-reference.ts";
import {
  conditions,
  duration,
  handledRequest,
  localReference,
  observedGeneration,
  suspend,
  timeout,
} from "../shared/meta.ts";

const include = object({
  repository: localReference("The GitRepository whose artifact is included."),
  fromPath: optional(string({ description: "Folder of the included artifact. Defaults to its root." })),
  toPath: optional(string({ description: "Folder the content is put into. Defaults to the repository's name." })),
});
export type GitRepositoryInclude = Infer<typeof include>;

const spec = object(
  {
    url: string({ description: "Address of the repository: http, https or ssh.", pattern: "^(http|https|ssh)://.*$" }),
    secretRef: optional(localReference("Secret with the credentials of the repository.")),
    provider: optional(
      oneOf(["generic", "aws", "azure", "github"], { description: "How to authenticate. Defaults to generic." }),
    ),
    serviceAccountName: optional(string({ description: "ServiceAccount to authenticate with at a cloud provider." })),
    interval: duration("How often the repository is checked for changes."),
    timeout: optional(timeout("Limit of each Git operation.", { default: "60s" })),
    ref: optional(gitReference),
    verify: optional(
      object(
        {
          mode: optional(
            oneOf(["head", "HEAD", "Tag", "TagAndHEAD"], { description: "Which object is verified.", default: "HEAD" }),
          ),
          secretRef: localReference("Secret with the public keys of trusted authors."),
        },
        { description: "Verification of the signature of a commit or tag." },
      ),
    ),
    proxySecretRef: optional(proxySecretRef),
    ignore: optional(string({ description: "Paths to leave out of the artifact, in .gitignore format." })),
    suspend: optional(suspend),
    recurseSubmodules: optional(boolean({ description: "Fetches submodules, too, with the same credentials." })),
    include: optional(list(include, { description: "Other GitRepositories whose artifacts are included." })),
    sparseCheckout: optional(list(string(), { description: "Folders to check out; all when empty." })),
  },
  {
    rules: [
      {
        message: "serviceAccountName can only be set when provider is 'azure' or 'aws'",
        rule: "!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))",
      },
    ],
  },
);
export type GitRepositorySpec = Infer<typeof spec>;

const status = object({
  observedGeneration: optional(observedGeneration),
  conditions: optional(conditions),
  artifact: optional(artifact),
  includedArtifacts: optional(list(artifact, { description: "Artifacts of the last included repositories." })),
  observedIgnore: optional(observedIgnore),
  observedRecurseSubmodules: optional(boolean({ description: "spec.recurseSubmodules of the current artifact." })),
  observedInclude: optional(list(include, { description: "spec.include of the current artifact." })),
  observedSparseCheckout: optional(list(string(), { description: "spec.sparseCheckout of the current artifact." })),
  sourceVerificationMode: optional(string({ description: "Mode with which the last revision was verified." })),
  lastHandledReconcileAt: optional(handledRequest),
});
export type GitRepositoryStatus = Infer<typeof status>;

export type GitRepository = ObjectOfKind<GitRepositorySpec, GitRepositoryStatus>;

export const gitRepositoryKind: Kind<GitRepositorySpec, GitRepositoryStatus> = {
  group: "source.toolkit.fluxcd.io",
  kind: "GitRepository",
  plural: "gitrepositories",
  singular: "gitrepository",
  description: "Makes an artifact of a revision of a Git repository.",
  shortNames: ["gitrepo"],
  categories: ["all", "fluxcd", "fluxcd-sources"],
  version: {
    name: "v1",
    columns: [{ name: "URL", type: "string", jsonPath: ".spec.url" }, ageColumn, readyColumn, statusColumn],
    spec,
    status,
    initialStatus: { observedGeneration: -1 },
  },
};
