// Workloads: their selectors have to find the pods they make, and never change.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid, required } from "@flux-ts/kube-schema";
import { withMeta } from "../../registry/meta.ts";
import type { Strategy } from "../strategy.ts";

export const deploymentStrategy: Partial<Strategy> = {
  ...selecting(),
  countsAnnotations: true,
  prepareUpdate: (next, current, { subresource }) =>
    subresource === "status" ? withMeta(next, { labels: current.metadata.labels }) : next,
};

export const daemonSetStrategy = selecting();
export const replicaSetStrategy = selecting();
export const statefulSetStrategy = selecting();

function selecting(): Partial<Strategy> {
  return {
    validate: checkSelector,
    validateUpdate: (next, current) => [
      ...checkSelectorChange(next, current),
      ...checkSelector(next),
      ...checkReplicas(next),
    ],
  };
}

function checkSelector(object: KubeObject): readonly FieldCause[] {
  const spec = objectIn(object, "spec");
  const selector = spec["selector"];
  if (!isJsonObject(selector)) return [required("spec.selector", "")];
  const wanted = objectIn(selector, "matchLabels");
  const expressions = selector["matchExpressions"];
  if (Object.keys(wanted).length === 0 && !Array.isArray(expressions)) {
    return [invalid("spec.selector", selector, "empty selector is invalid for deployment")];
  }
  const labels = objectIn(objectIn(objectIn(spec, "template"), "metadata"), "labels");
  if (Object.entries(wanted).every(([key, value]) => labels[key] === value)) return [];
  const why = "`selector` does not match template `labels`";
  return [invalid("spec.template.metadata.labels", labels, why)];
}

function checkSelectorChange(next: KubeObject, current: KubeObject): readonly FieldCause[] {
  const selector = objectIn(next, "spec")["selector"];
  if (equalJson(selector, objectIn(current, "spec")["selector"])) return [];
  return [invalid("spec.selector", selector ?? null, "field is immutable")];
}

const counts = ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas"];

/** The numbers of a status cannot be less than none, nor more than all. */
function checkReplicas(object: KubeObject): readonly FieldCause[] {
  const status = objectIn(object, "status");
  const number = (field: string) => (typeof status[field] === "number" ? status[field] : 0);
  const negative = counts
    .filter((field) => number(field) < 0)
    .map((field) => invalid(`status.${field}`, number(field), "must be greater than or equal to 0"));
  const total = number("replicas");
  const beyond = ["updatedReplicas", "readyReplicas", "availableReplicas"]
    .filter((field) => number(field) > total)
    .map((field) => invalid(`status.${field}`, number(field), "cannot be greater than status.replicas"));
  const ready = number("readyReplicas");
  const available = number("availableReplicas");
  const surplus =
    available > ready ? [invalid("status.availableReplicas", available, "cannot be greater than readyReplicas")] : [];
  return [...negative, ...beyond, ...surplus];
}

function objectIn(object: JsonObject, field: string): JsonObject {
  const value: JsonValue | undefined = object[field];
  return isJsonObject(value) ? value : {};
}
