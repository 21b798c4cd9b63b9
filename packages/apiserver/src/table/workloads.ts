import type { JsonObject, KubeObject } from "@flux-ts/base";
import { formatSelector } from "../resources/scale.ts";
import { ageOf, humanDuration } from "./age.ts";
import type { Column } from "./columns.ts";
import { ageColumn, column, nameColumn, wide } from "./columns.ts";
import { itemsAt, labelsText, none, numberAt, objectAt, textAt, unset, valueAt } from "./read.ts";

/** The containers of a pod template and what runs in them. */
function containerColumns(path: string): readonly [Column, Column] {
  return [
    wide("Containers", (object) => listOf(object, `${path}.containers`, "name")),
    wide("Images", (object) => listOf(object, `${path}.containers`, "image")),
  ];
}

function listOf(object: JsonObject, path: string, field: string): string {
  return itemsAt(object, path)
    .map((item) => textAt(item, field))
    .join(",");
}

const template = "spec.template.spec";
const selectorColumn = wide("Selector", selectorText);
const replicaColumns = [
  column("Desired", (object) => numberAt(object, "spec.replicas"), "integer"),
  column("Current", (object) => numberAt(object, "status.replicas"), "integer"),
  column("Ready", (object) => numberAt(object, "status.readyReplicas"), "integer"),
];

function selectorText(object: JsonObject): string {
  return formatSelector(valueAt(object, "spec.selector")) || none;
}

function readyText(object: JsonObject): string {
  return `${numberAt(object, "status.readyReplicas")}/${numberAt(object, "spec.replicas")}`;
}

export const deploymentColumns: readonly Column[] = [
  nameColumn,
  column("Ready", readyText),
  column("Up-to-date", (object) => numberAt(object, "status.updatedReplicas")),
  column("Available", (object) => numberAt(object, "status.availableReplicas")),
  ageColumn,
  ...containerColumns(template),
  selectorColumn,
];

export const replicaSetColumns: readonly Column[] = [
  nameColumn,
  ...replicaColumns,
  ageColumn,
  ...containerColumns(template),
  selectorColumn,
];

export const replicationControllerColumns: readonly Column[] = [
  nameColumn,
  ...replicaColumns,
  ageColumn,
  ...containerColumns(template),
  wide("Selector", (object) => labelsText(objectAt(object, "spec.selector"))),
];

export const statefulSetColumns: readonly Column[] = [
  nameColumn,
  column("Ready", readyText),
  ageColumn,
  ...containerColumns(template),
];

export const daemonSetColumns: readonly Column[] = [
  nameColumn,
  column("Desired", (object) => numberAt(object, "status.desiredNumberScheduled"), "integer"),
  column("Current", (object) => numberAt(object, "status.currentNumberScheduled"), "integer"),
  column("Ready", (object) => numberAt(object, "status.numberReady"), "integer"),
  column("Up-to-date", (object) => numberAt(object, "status.updatedNumberScheduled"), "integer"),
  column("Available", (object) => numberAt(object, "status.numberAvailable"), "integer"),
  column("Node Selector", (object) => labelsText(objectAt(object, `${template}.nodeSelector`))),
  ageColumn,
  ...containerColumns(template),
  selectorColumn,
];

export const podTemplateColumns: readonly Column[] = [
  nameColumn,
  column("Containers", (object) => listOf(object, "template.spec.containers", "name")),
  column("Images", (object) => listOf(object, "template.spec.containers", "image")),
  column("Pod Labels", (object) => labelsText(objectAt(object, "template.metadata.labels"))),
];

export const controllerRevisionColumns: readonly Column[] = [
  nameColumn,
  column("Controller", controllerText),
  column("Revision", (object) => numberAt(object, "revision")),
  ageColumn,
];

function controllerText({ metadata }: KubeObject): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined) return none;
  const { group } = splitVersion(owner.apiVersion);
  return `${owner.kind.toLowerCase()}${group === "" ? "" : `.${group}`}/${owner.name}`;
}

function splitVersion(apiVersion: string): { readonly group: string } {
  const at = apiVersion.indexOf("/");
  return { group: at < 0 ? "" : apiVersion.slice(0, at) };
}

export const jobColumns: readonly Column[] = [
  nameColumn,
  column("Status", jobStatus),
  column("Completions", completionsText),
  column("Duration", durationText),
  ageColumn,
  ...containerColumns(template),
  selectorColumn,
];

function jobStatus(job: KubeObject): string {
  const holds = (wanted: string): boolean =>
    itemsAt(job, "status.conditions").some(({ type, status }) => type === wanted && status === "True");
  if (holds("Complete")) return "Complete";
  if (holds("Failed")) return "Failed";
  if (job.metadata.deletionTimestamp !== undefined) return "Terminating";
  if (holds("Suspended")) return "Suspended";
  if (holds("FailureTarget")) return "FailureTarget";
  return holds("SuccessCriteriaMet") ? "SuccessCriteriaMet" : "Running";
}

function completionsText(job: JsonObject): string {
  const succeeded = numberAt(job, "status.succeeded");
  const completions = valueAt(job, "spec.completions");
  if (typeof completions === "number") return `${succeeded}/${completions}`;
  const parallelism = numberAt(job, "spec.parallelism");
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function durationText(job: JsonObject, now: number): string {
  const [start, end] = [textAt(job, "status.startTime"), textAt(job, "status.completionTime")];
  if (start === "") return "";
  return humanDuration((end === "" ? now : Date.parse(end)) - Date.parse(start));
}

export const cronJobColumns: readonly Column[] = [
  nameColumn,
  column("Schedule", (object) => textAt(object, "spec.schedule")),
  column("Timezone", (object) => textAt(object, "spec.timeZone", none)),
  column("Suspend", (object) => suspendText(valueAt(object, "spec.suspend")), "boolean"),
  column("Active", (object) => itemsAt(object, "status.active").length, "integer"),
  column("Last Schedule", (object, now) => {
    const last = textAt(object, "status.lastScheduleTime");
    return last === "" ? none : ageOf(last, now);
  }),
  ageColumn,
  ...containerColumns(`spec.jobTemplate.${template}`),
  wide("Selector", (object) => formatSelector(valueAt(object, "spec.jobTemplate.spec.selector")) || none),
];

function suspendText(suspend: unknown): string {
  if (suspend === undefined) return unset;
  return suspend === true ? "True" : "False";
}
