import { object, oneOf, optional, string, withDescription } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { verificationFields } from "../shared/access.ts";
import { chartFields } from "../shared/chart.ts";
import { commonMetadata, duration } from "../shared/meta.ts";

const namespace = string({
  description: "Its namespace. Defaults to the one of this object.",
  minLength: 1,
  maxLength: 63,
});

const chartSpec = object({
  chart: string({
    description: "Name of the chart in a HelmRepository, or its folder in another source.",
    minLength: 1,
    maxLength: 2048,
  }),
  ...chartFields,
  sourceRef: object(
    {
      apiVersion: optional(string()),
      kind: oneOf(["HelmRepository", "GitRepository", "Bucket"]),
      name: string({ minLength: 1, maxLength: 253 }),
      namespace: optional(namespace),
    },
    { description: "The source of the chart." },
  ),
  interval: optional(duration("How often the source is checked. Defaults to the interval of the HelmRelease.")),
  verify: optional(
    object(verificationFields, { description: "Verification of the signature of a chart in an OCI registry." }),
  ),
});

/** The HelmChart that a HelmRelease creates for itself. */
export const chartTemplate = object(
  {
    metadata: optional(withDescription(commonMetadata, "Labels and annotations of the HelmChart.")),
    spec: chartSpec,
  },
  { description: "A HelmChart that is created for this release, in the namespace of its source." },
);
export type HelmChartTemplate = Infer<typeof chartTemplate>;

export const chartReference = object(
  {
    apiVersion: optional(string()),
    kind: oneOf(["OCIRepository", "HelmChart", "ExternalArtifact"]),
    name: string({ minLength: 1, maxLength: 253 }),
    namespace: optional(namespace),
  },
  { description: "The object whose artifact is the chart." },
);
export type HelmChartReference = Infer<typeof chartReference>;
