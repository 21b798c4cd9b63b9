import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { list, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { matchOidcIdentity, verificationFields } from "../shared/access.ts";
import { artifact, artifactUrl } from "../shared/artifact.ts";
import { chartFields } from "../shared/chart.ts";
import { conditions, duration, handledRequest, observedGeneration, suspend } from "../shared/meta.ts";

const sourceReference = object(
  {
    apiVersion: optional(string()),
    kind: oneOf(["HelmRepository", "GitRepository", "Bucket"]),
    name: string(),
  },
  { description: "The source of the chart, in the same namespace." },
);
export type HelmChartSourceReference = Infer<typeof sourceReference>;

const spec = object(
  {
    chart: string({ description: "Name of the chart in a HelmRepository, or its folder in another source." }),
    ...chartFields,
    sourceRef: sourceReference,
    interval: duration("How often the source is checked for another version."),
    suspend: optional(suspend),
    verify: optional(
      object(
        { ...verificationFields, matchOIDCIdentity: optional(matchOidcIdentity) },
        { description: "Verification of the signature of a chart in an OCI registry." },
      ),
    ),
  },
  {
    rules: [
      {
        message: "spec.verify is only supported when spec.sourceRef.kind is 'HelmRepository'",
        rule: "!has(self.verify) || self.sourceRef.kind == 'HelmRepository'",
      },
    ],
  },
);
export type HelmChartSpec = Infer<typeof spec>;

const status = object({
  observedGeneration: optional(observedGeneration),
  conditions: optional(conditions),
  url: optional(artifactUrl),
  artifact: optional(artifact),
  observedSourceArtifactRevision: optional(string({ description: "Revision of the source the chart was taken from." })),
  observedChartName: optional(string({ description: "Name of the chart, as its Chart.yaml has it." })),
  observedValuesFiles: optional(list(string(), { description: "Values files that were merged into the chart." })),
  lastHandledReconcileAt: optional(handledRequest),
});
export type HelmChartStatus = Infer<typeof status>;

export type HelmChart = ObjectOfKind<HelmChartSpec, HelmChartStatus>;

export const helmChartKind: Kind<HelmChartSpec, HelmChartStatus> = {
  group: "source.toolkit.fluxcd.io",
  kind: "HelmChart",
  plural: "helmcharts",
  singular: "helmchart",
  description: "Makes an artifact of a version of a Helm chart.",
  shortNames: ["hc"],
  categories: ["all", "fluxcd", "fluxcd-sources"],
  version: {
    name: "v1",
    columns: [
      { name: "Chart", type: "string", jsonPath: ".spec.chart" },
      { name: "Version", type: "string", jsonPath: ".spec.version" },
      { name: "Source Kind", type: "string", jsonPath: ".spec.sourceRef.kind" },
      { name: "Source Name", type: "string", jsonPath: ".spec.sourceRef.name" },
      ageColumn,
      readyColumn,
      statusColumn,
    ],
    spec,
    status,
    initialStatus: { observedGeneration: -1 },
  },
};
