import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { Strategy } from "../strategy.ts";
import { selectable } from "./selectable.ts";

export const jobStrategy: Partial<Strategy> = {
  defaultPropagation: "Orphan",
  propagationWarning:
    "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set " +
    "propagationPolicy=Orphan to suppress this warning",
  prepareCreate: (job) => withOwnPods(job),
  selectableFields: selectable("status.successful"),
};

const uidLabel = "batch.kubernetes.io/controller-uid";

/** A job finds its pods by its own uid, unless it says how. */
function withOwnPods(job: KubeObject): KubeObject {
  const { spec, metadata } = job;
  if (!isJsonObject(spec) || spec["manualSelector"] === true) return job;
  const uid = metadata.uid ?? "";
  const own = {
    "controller-uid": uid,
    [uidLabel]: uid,
    "job-name": metadata.name,
    "batch.kubernetes.io/job-name": metadata.name,
  };
  const template = isJsonObject(spec["template"]) ? spec["template"] : {};
  const given = isJsonObject(spec["selector"]) ? spec["selector"] : {};
  const known = isJsonObject(given["matchLabels"]) ? given["matchLabels"] : {};
  const selector = { ...given, matchLabels: { ...known, [uidLabel]: uid } };
  return { ...job, spec: { ...spec, selector, template: withLabels(template, own) } };
}

function withLabels(template: JsonObject, labels: JsonObject): JsonObject {
  const metadata = isJsonObject(template["metadata"]) ? template["metadata"] : {};
  const known = isJsonObject(metadata["labels"]) ? metadata["labels"] : {};
  return { ...template, metadata: { ...metadata, labels: { ...known, ...labels } } };
}
