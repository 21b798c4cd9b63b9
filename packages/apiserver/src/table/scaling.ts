import type { JsonObject, JsonValue } from "@flux-ts/base";
import type { Column } from "./columns.ts";
import { ageColumn, column, nameColumn } from "./columns.ts";
import { itemsAt, none, numberAt, objectAt, scalarText, textAt, unknown, unset, valueAt } from "./read.ts";

export const autoscalerColumns: readonly Column[] = [
  nameColumn,
  column(
    "Reference",
    (scaler) => `${textAt(scaler, "spec.scaleTargetRef.kind")}/${textAt(scaler, "spec.scaleTargetRef.name")}`,
  ),
  column("Targets", targetsText),
  column("MinPods", (scaler) => scalarText(valueAt(scaler, "spec.minReplicas")) || unset),
  column("MaxPods", (scaler) => numberAt(scaler, "spec.maxReplicas")),
  column("Replicas", (scaler) => numberAt(scaler, "status.currentReplicas")),
  ageColumn,
];

/** Present and wanted value of the first two metrics. Version 1 knows the processor only. */
function targetsText(scaler: JsonObject): string {
  const percentage = valueAt(scaler, "spec.targetCPUUtilizationPercentage");
  if (percentage !== undefined) {
    const current = scalarText(valueAt(scaler, "status.currentCPUUtilizationPercentage"));
    return `cpu: ${current === "" ? unknown : `${current}%`}/${scalarText(percentage)}%`;
  }
  const metrics = itemsAt(scaler, "spec.metrics");
  if (metrics.length === 0) return none;
  const current = itemsAt(scaler, "status.currentMetrics");
  const texts = metrics.map((metric, index) => metricText(metric, current[index] ?? {}));
  const more = texts.length > 2 ? ` + ${texts.length - 2} more...` : "";
  return texts.slice(0, 2).join(", ") + more;
}

const sources: { readonly [type: string]: string } = {
  Resource: "resource",
  ContainerResource: "containerResource",
  Pods: "pods",
  Object: "object",
  External: "external",
};

function metricText(metric: JsonObject, status: JsonObject): string {
  const field = sources[textAt(metric, "type")];
  if (field === undefined) return "<unknown type>";
  const target = objectAt(metric, `${field}.target`);
  const current = objectAt(status, `${field}.current`);
  const utilization = valueAt(target, "averageUtilization");
  const isResource = field === "resource" || field === "containerResource";
  if (isResource && utilization !== undefined) {
    const now = valueAt(current, "averageUtilization");
    return `${textAt(metric, `${field}.name`)}: ${now === undefined ? unknown : `${scalarText(now)}%`}/${scalarText(utilization)}%`;
  }
  const prefix = isResource ? `${textAt(metric, `${field}.name`)}: ` : "";
  const average = valueAt(target, "averageValue");
  const suffix = average !== undefined && !isResource && field !== "pods" ? " (avg)" : "";
  const wanted: JsonValue | undefined = average ?? valueAt(target, "value");
  const now = valueAt(current, average === undefined ? "value" : "averageValue");
  return `${prefix}${scalarText(now) || unknown}/${scalarText(wanted)}${suffix}`;
}

export const disruptionBudgetColumns: readonly Column[] = [
  nameColumn,
  column("Min Available", (budget) => scalarText(valueAt(budget, "spec.minAvailable")) || "N/A"),
  column("Max Unavailable", (budget) => scalarText(valueAt(budget, "spec.maxUnavailable")) || "N/A"),
  column("Allowed Disruptions", (budget) => numberAt(budget, "status.disruptionsAllowed"), "integer"),
  ageColumn,
];

export const priorityClassColumns: readonly Column[] = [
  nameColumn,
  column("Value", (object) => numberAt(object, "value"), "integer"),
  column("Global-Default", (object) => object["globalDefault"] === true, "boolean"),
  ageColumn,
  column("PreemptionPolicy", (object) => textAt(object, "preemptionPolicy")),
];

export const runtimeClassColumns: readonly Column[] = [
  nameColumn,
  column("Handler", (object) => textAt(object, "handler")),
  ageColumn,
];

export const leaseColumns: readonly Column[] = [
  nameColumn,
  column("Holder", (lease) => textAt(lease, "spec.holderIdentity")),
  ageColumn,
];

export const resourceClaimColumns: readonly Column[] = [nameColumn, column("State", claimState), ageColumn];

function claimState(claim: JsonObject): string {
  const states = [
    ...(textAt(claim, "metadata.deletionTimestamp") === "" ? [] : ["deleted"]),
    ...(valueAt(claim, "status.allocation") === undefined ? ["pending"] : ["allocated"]),
    ...(itemsAt(claim, "status.reservedFor").length === 0 ? [] : ["reserved"]),
  ];
  return states.join(",");
}

export const resourceSliceColumns: readonly Column[] = [
  nameColumn,
  column("Node", (slice) =>
    textAt(slice, "spec.nodeName", valueAt(slice, "spec.allNodes") === true ? "<all nodes>" : "<some nodes>"),
  ),
  column("Driver", (slice) => textAt(slice, "spec.driver")),
  column("Pool", (slice) => textAt(slice, "spec.pool.name")),
  ageColumn,
];
