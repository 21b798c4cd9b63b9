import type { JsonObject, KubeObject } from "@flux-ts/base";
import { ageOf } from "./age.ts";
import type { Column } from "./columns.ts";
import { ageColumn, column, nameColumn, wide } from "./columns.ts";
import { itemsAt, none, numberAt, objectAt, scalarText, textAt, unknown, valueAt } from "./read.ts";

export const configMapColumns: readonly Column[] = [
  nameColumn,
  column("Data", (object) => sizeAt(object, "data") + sizeAt(object, "binaryData")),
  ageColumn,
];

export const secretColumns: readonly Column[] = [
  nameColumn,
  column("Type", (object) => textAt(object, "type")),
  column("Data", (object) => sizeAt(object, "data")),
  ageColumn,
];

function sizeAt(object: JsonObject, path: string): number {
  return Object.keys(objectAt(object, path)).length;
}

export const namespaceColumns: readonly Column[] = [
  nameColumn,
  column("Status", (object) => textAt(object, "status.phase")),
  ageColumn,
];

export const nodeColumns: readonly Column[] = [
  nameColumn,
  column("Status", nodeStatus),
  column("Roles", nodeRoles),
  ageColumn,
  column("Version", (object) => textAt(object, "status.nodeInfo.kubeletVersion")),
  wide("Internal-IP", (object) => nodeAddress(object, "InternalIP")),
  wide("External-IP", (object) => nodeAddress(object, "ExternalIP")),
  wide("OS-Image", (object) => textAt(object, "status.nodeInfo.osImage", unknown)),
  wide("Kernel-Version", (object) => textAt(object, "status.nodeInfo.kernelVersion", unknown)),
  wide("Container-Runtime", (object) => textAt(object, "status.nodeInfo.containerRuntimeVersion", unknown)),
];

function nodeStatus(node: JsonObject): string {
  const ready = itemsAt(node, "status.conditions").find(({ type }) => type === "Ready");
  const words = [ready === undefined ? "Unknown" : ready["status"] === "True" ? "Ready" : "NotReady"];
  if (valueAt(node, "spec.unschedulable") === true) words.push("SchedulingDisabled");
  return words.join(",");
}

const rolePrefix = "node-role.kubernetes.io/";

function nodeRoles({ metadata: { labels = {} } }: KubeObject): string {
  const roles = Object.entries(labels).flatMap(([key, value]) => {
    if (key.startsWith(rolePrefix)) return key.length > rolePrefix.length ? [key.slice(rolePrefix.length)] : [];
    return key === "kubernetes.io/role" && value !== "" ? [value] : [];
  });
  return roles.length === 0 ? none : [...new Set(roles)].toSorted().join(",");
}

function nodeAddress(node: JsonObject, wanted: string): string {
  const found = itemsAt(node, "status.addresses").find(({ type }) => type === wanted);
  return found === undefined ? none : textAt(found, "address");
}

export const eventColumns: readonly Column[] = [
  column("Last Seen", (event, now) => ageOf(lastSeen(event), now)),
  column("Type", (event) => textAt(event, "type")),
  column("Reason", (event) => textAt(event, "reason")),
  column("Object", eventObject),
  wide("Subobject", (event) => textAt(subjectOf(event), "fieldPath")),
  wide("Source", eventSource),
  column("Message", (event) => textAt(event, "message", textAt(event, "note")).trim()),
  wide("First Seen", (event, now) => ageOf(firstSeen(event), now)),
  wide("Count", eventCount),
  { definition: { ...nameColumn.definition, priority: 1 }, cell: nameColumn.cell },
];

function subjectOf(event: JsonObject): JsonObject {
  return objectAt(event, event["involvedObject"] === undefined ? "regarding" : "involvedObject");
}

function eventObject(event: KubeObject): string {
  const subject = subjectOf(event);
  const kind = textAt(subject, "kind").toLowerCase();
  const name = textAt(subject, "name");
  return name === "" ? kind : `${kind}/${name}`;
}

function firstSeen(event: KubeObject): string {
  const first = textAt(event, "firstTimestamp", textAt(event, "deprecatedFirstTimestamp"));
  return first === "" ? textAt(event, "eventTime") : first;
}

function lastSeen(event: KubeObject): string {
  const series = textAt(event, "series.lastObservedTime");
  if (series !== "") return series;
  return textAt(event, "lastTimestamp", textAt(event, "deprecatedLastTimestamp", firstSeen(event)));
}

function eventCount(event: KubeObject): number {
  const single = numberAt(event, "count", numberAt(event, "deprecatedCount", 1));
  return numberAt(event, "series.count", Math.max(single, 1));
}

function eventSource(event: KubeObject): string {
  const source = objectAt(event, event["source"] === undefined ? "deprecatedSource" : "source");
  const component = textAt(
    source,
    "component",
    textAt(event, "reportingComponent", textAt(event, "reportingController")),
  );
  const host = textAt(source, "host", textAt(event, "reportingInstance"));
  return host === "" ? component : `${component}, ${host}`;
}

export const resourceQuotaColumns: readonly Column[] = [
  nameColumn,
  column("Request", (quota) => quotaText(quota, (name) => !name.startsWith("limits."))),
  column("Limit", (quota) => quotaText(quota, (name) => name.startsWith("limits."))),
  ageColumn,
];

function quotaText(quota: JsonObject, isShown: (name: string) => boolean): string {
  const hard = objectAt(quota, "status.hard");
  const used = objectAt(quota, "status.used");
  return Object.keys(hard)
    .filter(isShown)
    .toSorted()
    .map((name) => `${name}: ${scalarText(used[name]) || "0"}/${scalarText(hard[name])}`)
    .join(", ");
}

export const componentStatusColumns: readonly Column[] = [
  nameColumn,
  column("Status", (object) => {
    const healthy = itemsAt(object, "conditions").find(({ type }) => type === "Healthy");
    return healthy?.["status"] === "True" ? "Healthy" : "Unhealthy";
  }),
  column("Message", (object) => textAt(itemsAt(object, "conditions")[0] ?? {}, "message")),
  column("Error", (object) => textAt(itemsAt(object, "conditions")[0] ?? {}, "error")),
];
