import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { object, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { artifact } from "../shared/artifact.ts";
import { conditions } from "../shared/meta.ts";

const spec = object({
  sourceRef: optional(
    object(
      {
        apiVersion: optional(string()),
        kind: string(),
        name: string(),
        namespace: optional(string()),
      },
      { description: "The object that the artifact was made for." },
    ),
  ),
});
export type ExternalArtifactSpec = Infer<typeof spec>;

const status = object({
  conditions: optional(conditions),
  artifact: optional(artifact),
});
export type ExternalArtifactStatus = Infer<typeof status>;

export type ExternalArtifact = ObjectOfKind<ExternalArtifactSpec, ExternalArtifactStatus>;

export const externalArtifactKind: Kind<ExternalArtifactSpec, ExternalArtifactStatus> = {
  group: "source.toolkit.fluxcd.io",
  kind: "ExternalArtifact",
  plural: "externalartifacts",
  singular: "externalartifact",
  description: "An artifact that another controller made and stores.",
  shortNames: ["ea"],
  categories: ["all", "fluxcd", "fluxcd-sources"],
  version: {
    name: "v1",
    columns: [
      ageColumn,
      readyColumn,
      statusColumn,
      { name: "Source", type: "string", jsonPath: ".spec.sourceRef.name" },
    ],
    spec,
    status,
  },
};
