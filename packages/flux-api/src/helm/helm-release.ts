import { ageColumn, readyColumn, statusColumn } from "../schema/kind.ts";
import type { Kind, ObjectOfKind } from "../schema/kind.ts";
import { anyValue, boolean, integer, list, object, oneOf, optional, string } from "../schema/schema.ts";
import type { Infer } from "../schema/schema.ts";
import { dependency, healthCheckExpression, kubeConfig } from "../shared/apply.ts";
import { ignoreRule, image, patch } from "../shared/kustomize.ts";
import { commonMetadata, duration, suspend } from "../shared/meta.ts";
import { install, rollback, test, uninstall, upgrade } from "./actions.ts";
import { chartReference, chartTemplate } from "./chart-template.ts";
import { status } from "./status.ts";
import type { HelmReleaseStatus } from "./status.ts";

export type HelmReleaseDependency = Infer<typeof dependency>;

const valuesReference = object({
  kind: oneOf(["Secret", "ConfigMap"]),
  name: string({ minLength: 1, maxLength: 253 }),
  valuesKey: optional(
    string({
      description: "Key of the values. Defaults to values.yaml.",
      maxLength: 253,
      pattern: "^[\\-._a-zA-Z0-9]+$",
    }),
  ),
  targetPath: optional(
    string({
      description: "Path of the one value that is set, as helm's --set has it. Without it all values are merged.",
      maxLength: 250,
      pattern: "^([a-zA-Z0-9_\\-.\\\\\\/]|\\[[0-9]{1,5}\\])+$",
    }),
  ),
  literal: optional(boolean({ description: "Takes the value at targetPath as text, as helm's --set-literal does." })),
  optional: optional(boolean({ description: "Whether the object or the key may be missing." })),
});
export type ValuesReference = Infer<typeof valuesReference>;

const postRenderer = object({
  kustomize: optional(
    object(
      {
        patches: optional(list(patch, { description: "Patches applied to the objects." })),
        images: optional(list(image, { description: "Images to replace." })),
      },
      { description: "Changes by kustomize." },
    ),
  ),
});
export type PostRenderer = Infer<typeof postRenderer>;

const driftDetection = object(
  {
    mode: optional(
      oneOf(["enabled", "warn", "disabled"], {
        description: "Whether drift is corrected, only reported, or not looked for. Defaults to disabled.",
      }),
    ),
    ignore: optional(list(ignoreRule, { description: "Fields that are left alone." })),
  },
  { description: "What is done about objects that no longer are as the release has them." },
);
export type DriftDetection = Infer<typeof driftDetection>;

const chartFields = {
  chart: optional(chartTemplate),
  chartRef: optional(chartReference),
  values: optional(anyValue({ description: "Values of the chart; they win over valuesFrom." })),
  valuesFrom: optional(list(valuesReference, { description: "ConfigMaps and Secrets with values; later ones win." })),
};

const releaseFields = {
  releaseName: optional(
    string({
      description: "Name of the release. Defaults to TARGETNAMESPACE-NAME, shortened when too long.",
      minLength: 1,
      maxLength: 53,
    }),
  ),
  targetNamespace: optional(
    string({
      description: "Namespace of the release. Defaults to the one of this object.",
      minLength: 1,
      maxLength: 63,
    }),
  ),
  storageNamespace: optional(
    string({
      description: "Namespace of Helm's storage. Defaults to the one of this object.",
      minLength: 1,
      maxLength: 63,
    }),
  ),
  commonMetadata: optional(commonMetadata),
  postRenderers: optional(list(postRenderer, { description: "Changes of the rendered objects, in order." })),
  postRenderStrategy: optional(
    oneOf(["nohooks", "combined", "separate"], {
      description: "How hooks are changed: not at all, with the other objects, or by themselves.",
    }),
  ),
};

const actionFields = {
  install: optional(install),
  upgrade: optional(upgrade),
  test: optional(test),
  rollback: optional(rollback),
  uninstall: optional(uninstall),
  timeout: optional(duration("Limit of each step of an action. Defaults to 5m.")),
  maxHistory: optional(integer({ description: "How many revisions are kept; 0: all. Defaults to 5." })),
  persistentClient: optional(
    boolean({ description: "Keeps the client between actions; false suits charts that bring CRDs. Defaults to true." }),
  ),
  waitStrategy: optional(
    object(
      { name: oneOf(["poller", "legacy"], { description: "poller knows any kind; legacy is Helm's own, older way." }) },
      { description: "How readiness of the objects is found out." },
    ),
  ),
  healthCheckExprs: optional(
    list(healthCheckExpression, { description: "How to tell that custom resources are ready; for poller." }),
  ),
};

const spec = object(
  {
    ...chartFields,
    ...releaseFields,
    interval: duration("How often the release is compared with the cluster."),
    suspend: optional(suspend),
    dependsOn: optional(
      list(dependency, { description: "HelmReleases that must be ready before this one is acted on." }),
    ),
    driftDetection: optional(driftDetection),
    serviceAccountName: optional(
      string({ description: "ServiceAccount that is impersonated.", minLength: 1, maxLength: 253 }),
    ),
    kubeConfig: optional(kubeConfig),
    ...actionFields,
  },
  {
    rules: [
      {
        message: "either chart or chartRef must be set",
        rule: "(has(self.chart) && !has(self.chartRef)) || (!has(self.chart) && has(self.chartRef))",
      },
    ],
  },
);
export type HelmReleaseSpec = Infer<typeof spec>;

export type HelmRelease = ObjectOfKind<HelmReleaseSpec, HelmReleaseStatus>;

export const helmReleaseKind: Kind<HelmReleaseSpec, HelmReleaseStatus> = {
  group: "helm.toolkit.fluxcd.io",
  kind: "HelmRelease",
  plural: "helmreleases",
  singular: "helmrelease",
  description: "Installs a Helm chart and keeps its release up to date.",
  shortNames: ["hr"],
  categories: ["all", "fluxcd", "fluxcd-appliers"],
  version: {
    name: "v2",
    columns: [ageColumn, readyColumn, statusColumn],
    spec,
    status,
    initialStatus: { observedGeneration: -1 },
  },
};
