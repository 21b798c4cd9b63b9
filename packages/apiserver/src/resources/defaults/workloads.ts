import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { chain, fill, inField, inItems, inSpec } from "./fill.ts";
import { defaultTemplate } from "./pods.ts";

export const defaultDeployment = inSpec(
  chain<JsonObject>(
    defaultTemplate,
    (spec) => inField(fill(spec, { strategy: {} }), "strategy", (strategy) => rolling(strategy, quarter)),
    (spec) => fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }),
  ),
);

/** A daemon set shows how often its template has changed, also before anybody has counted. */
export function defaultDaemonSet(object: KubeObject): KubeObject {
  const { metadata } = object;
  const annotations = fill(metadata.annotations ?? {}, { [templateGeneration]: "0" });
  const counted = annotations === metadata.annotations ? object : { ...object, metadata: { ...metadata, annotations } };
  return defaultDaemonSetSpec(counted);
}

/** Upstream's own type has this as a field; `apps/v1` shows it as an annotation. */
export const templateGeneration = "deprecated.daemonset.template.generation";

const defaultDaemonSetSpec = inSpec(
  chain<JsonObject>(
    defaultTemplate,
    (spec) => inField(fill(spec, { updateStrategy: {} }), "updateStrategy", (strategy) => rolling(strategy, oneByOne)),
    (spec) => fill(spec, { revisionHistoryLimit: 10 }),
  ),
);

export const defaultStatefulSet = inSpec(
  chain<JsonObject>(
    defaultTemplate,
    (spec) => inField(fill(spec, { updateStrategy: {} }), "updateStrategy", (strategy) => rolling(strategy, all)),
    (spec) => inItems(spec, "volumeClaimTemplates", defaultClaimTemplate),
    (spec) => fill(spec, { replicas: 1, podManagementPolicy: "OrderedReady", revisionHistoryLimit: 10 }),
    (spec) => fill(spec, { persistentVolumeClaimRetentionPolicy: {} }),
    (spec) => inField(spec, "persistentVolumeClaimRetentionPolicy", (policy) => fill(policy, retain)),
  ),
);

export const defaultReplicaSet = inSpec((spec) => fill(defaultTemplate(spec), { replicas: 1 }));

/** A replication controller takes what it does not say from the labels of its pods. */
export function defaultReplicationController(object: KubeObject): KubeObject {
  const labelled = withTemplateLabels(defaultReplicaSet(object));
  return inField(labelled, "spec", (spec) => fill(spec, { selector: templateLabels(labelled) }));
}

export function defaultJob(object: KubeObject): KubeObject {
  return withTemplateLabels(inSpec((spec) => fill(defaultJobSpec(spec), { manualSelector: false }))(object));
}

/** The labels of its pods stand for those of a workload that has none. */
function withTemplateLabels(object: KubeObject): KubeObject {
  const { metadata } = object;
  const labels = templateLabels(object);
  if (labels === undefined || Object.keys(metadata.labels ?? {}).length > 0) return object;
  return { ...object, metadata: { ...metadata, labels } };
}

export const defaultCronJob = inSpec((spec) =>
  fill(
    inField(spec, "jobTemplate", (template) => inField(template, "spec", defaultTemplate)),
    { concurrencyPolicy: "Allow", suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
  ),
);

const quarter = { maxUnavailable: "25%", maxSurge: "25%" };
const oneByOne = { maxUnavailable: 1, maxSurge: 0 };
const all = { partition: 0 };
const retain = { whenDeleted: "Retain", whenScaled: "Retain" };

function rolling(strategy: JsonObject, presets: JsonObject): JsonObject {
  const typed = fill(strategy, { type: "RollingUpdate" });
  if (typed["type"] !== "RollingUpdate") return typed;
  return inField(fill(typed, { rollingUpdate: {} }), "rollingUpdate", (update) => fill(update, presets));
}

function defaultClaimTemplate(claim: JsonObject): JsonObject {
  const filled = inField(claim, "spec", (spec) => fill(spec, { volumeMode: "Filesystem" }));
  const status = { ...(isJsonObject(filled["status"]) ? filled["status"] : {}), phase: "Pending" };
  return { ...fill(filled, { kind: "PersistentVolumeClaim", apiVersion: "v1" }), status };
}

function defaultJobSpec(spec: JsonObject): JsonObject {
  const { completions, parallelism } = spec;
  const counted = completions === undefined && parallelism === undefined ? { completions: 1 } : {};
  return fill(defaultTemplate(spec), {
    ...counted,
    parallelism: 1,
    backoffLimit: spec["backoffLimitPerIndex"] === undefined ? 6 : manyTimes,
    completionMode: "NonIndexed",
    suspend: false,
    podReplacementPolicy: spec["podFailurePolicy"] === undefined ? "TerminatingOrFailed" : "Failed",
  });
}

/** Where each index counts for itself, all together may fail as often as they like. */
const manyTimes = 2 ** 31 - 1;

function templateLabels({ spec }: KubeObject): { readonly [key: string]: string } | undefined {
  const template = isJsonObject(spec) ? spec["template"] : undefined;
  const metadata = isJsonObject(template) ? template["metadata"] : undefined;
  const labels = isJsonObject(metadata) ? metadata["labels"] : undefined;
  return isJsonObject(labels) ? (labels as { readonly [key: string]: string }) : undefined;
}
