import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { list, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer, Schema } from "../schema/schema.ts";
import { commonMetadata, conditions, handledRequest } from "../shared/meta.ts";

const source = object({
  alias: string({
    description: "Name by which the artifacts speak of the source; unique in this object.",
    pattern: "^[a-z0-9]([a-z0-9_-]*[a-z0-9])?$",
    maxLength: 63,
  }),
  kind: oneOf(["Bucket", "GitRepository", "OCIRepository", "HelmChart", "ExternalArtifact"]),
  name: string({ pattern: "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", maxLength: 253 }),
  namespace: optional(
    string({
      description: "Namespace of the source. Defaults to the one of this object.",
      pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
      minLength: 1,
      maxLength: 63,
    }),
  ),
});
export type GeneratorSource = Infer<typeof source>;

const aliasReference = (description: string): Schema<string> =>
  string({ description, pattern: "^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)$", maxLength: 64 });

const copy = object({
  from: string({
    description: "What to copy: @ALIAS/PATTERN, where ** stands for any folders.",
    pattern: "^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)/(.*)$",
    minLength: 1,
    maxLength: 1024,
  }),
  to: string({
    description: "Where to put it: @artifact/PATH; a path with a slash at its end is a folder.",
    pattern: "^@artifact/([^/]{0,1}|[^./][^/]|[.][^./]|[^/]{3,})(/([^/]{0,1}|[^./][^/]|[.][^./]|[^/]{3,}))*$",
    minLength: 1,
    maxLength: 1024,
  }),
  exclude: optional(
    list(string({ maxLength: 1024 }), { description: "Patterns of files to leave out.", maxItems: 100 }),
  ),
  strategy: optional(
    oneOf(["Overwrite", "Merge", "Extract"], {
      description: "What happens to a file that is there: replaced, or merged as YAML. Extract unpacks archives.",
    }),
  ),
});
export type CopyOperation = Infer<typeof copy>;

const output = object({
  name: string({ description: "Name of the ExternalArtifact.", minLength: 1, maxLength: 253 }),
  copy: list(copy, { description: "What the artifact is put together from, in order.", minItems: 1 }),
  revision: optional(aliasReference("Source whose revision the artifact takes. Defaults to a digest of the content.")),
  originRevision: optional(aliasReference("Source whose origin revision the artifact names.")),
});
export type OutputArtifact = Infer<typeof output>;

const spec = object(
  {
    sources: list(source, { description: "The sources to copy from.", minItems: 1, maxItems: 1000 }),
    artifacts: list(output, { description: "The artifacts to make.", minItems: 1, maxItems: 1000 }),
    pathPattern: optional(
      string({
        description: "Pattern of folders, @ALIAS/PATTERN: the artifacts are made once for each.",
        pattern: "^@([a-z0-9]([a-z0-9_-]*[a-z0-9])?)/(.*)$",
        maxLength: 1024,
      }),
    ),
    commonMetadata: optional(commonMetadata),
  },
  {
    rules: [
      {
        message: "artifact names must be valid Kubernetes object names when pathPattern is not set",
        rule: "has(self.pathPattern) && size(self.pathPattern) > 0 || self.artifacts.all(a, a.name.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$'))",
      },
    ],
  },
);
export type ArtifactGeneratorSpec = Infer<typeof spec>;

const inventoryEntry = object({
  name: string({ description: "Name of the ExternalArtifact." }),
  namespace: string(),
  digest: string({ description: "Digest of the stored file." }),
  filename: string({ description: "Name of the stored file." }),
});

const status = object({
  conditions: optional(conditions),
  inventory: optional(list(inventoryEntry, { description: "The artifacts that exist." })),
  observedSourcesDigest: optional(string({ description: "Digest of the sources the artifacts were made from." })),
  lastHandledReconcileAt: optional(handledRequest),
});
export type ArtifactGeneratorStatus = Infer<typeof status>;

export type ArtifactGenerator = ObjectOfKind<ArtifactGeneratorSpec, ArtifactGeneratorStatus>;

export const artifactGeneratorKind: Kind<ArtifactGeneratorSpec, ArtifactGeneratorStatus> = {
  group: "source.extensions.fluxcd.io",
  kind: "ArtifactGenerator",
  plural: "artifactgenerators",
  singular: "artifactgenerator",
  description: "Puts artifacts together from the files of several sources.",
  shortNames: ["ag"],
  categories: ["all", "fluxcd", "fluxcd-sources"],
  version: {
    name: "v1beta1",
    columns: [ageColumn, readyColumn, statusColumn],
    spec,
    status,
  },
};
