// Events of the core group, and events as they are written today.
import type { JsonValue, KubeObject } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid, required } from "@flux-ts/kube-schema";
import { checkQualifiedName } from "../../registry/label-syntax.ts";
import { scalarText } from "../scalar-text.ts";
import { isEmpty, read } from "./check.ts";
import type { Rules } from "./rules.ts";

/** Events about what lies in no namespace are kept in this one. */
const namespaceOfOthers = "default";

function sameNamespace(event: JsonValue | undefined, subject: string): readonly FieldCause[] {
  const about = scalarText(read(event, subject, "namespace"));
  const namespace = scalarText(read(event, "metadata", "namespace"));
  if (about === namespace || (about === "" && namespace === namespaceOfOthers)) return [];
  return [invalid("involvedObject.namespace", about, "does not match event.namespace")];
}

export const eventRules: Rules = { check: (event) => sameNamespace(event, "involvedObject") };

const neededFields = ["reportingController", "reportingInstance", "action", "reason"];

function checkFresh(event: JsonValue | undefined): readonly FieldCause[] {
  const controller = scalarText(read(event, "reportingController"));
  return [
    ...(isEmpty(read(event, "eventTime")) ? [required("eventTime")] : []),
    ...neededFields.filter((field) => isEmpty(read(event, field))).map((field) => required(field)),
    ...checkQualifiedName(controller).map((why) => invalid("reportingController", controller, why)),
    ...checkType(scalarText(read(event, "type"))),
    ...checkSeries(read(event, "series")),
  ];
}

function checkType(type: string): readonly FieldCause[] {
  return type === "Normal" || type === "Warning" ? [] : [invalid("type", "", `has invalid value: ${type}`)];
}

const shortestSeries = 2;

function checkSeries(series: JsonValue | undefined): readonly FieldCause[] {
  if (series === undefined) return [];
  const count = read(series, "count") ?? 0;
  return [
    ...(typeof count === "number" && count < shortestSeries
      ? [invalid("series.count", "", `should be at least ${shortestSeries}`)]
      : []),
    ...(isEmpty(read(series, "lastObservedTime")) ? [required("series.lastObservedTime")] : []),
  ];
}

/** Fields that stay as they were, and how upstream calls them. */
const fixedFields: readonly (readonly [field: string, shown: string])[] = [
  ["regarding", "involvedObject"],
  ["reason", "reason"],
  ["note", "message"],
  ["deprecatedSource", "source"],
  ["deprecatedFirstTimestamp", "firstTimestamp"],
  ["deprecatedLastTimestamp", "lastTimestamp"],
  ["deprecatedCount", "count"],
  ["reason", "reason"],
  ["type", "type"],
  ["eventTime", "eventTime"],
  ["action", "action"],
  ["related", "related"],
  ["reportingController", "reportingController"],
  ["reportingInstance", "reportingInstance"],
];

export const freshEventRules: Rules = {
  check: checkFresh,
  checkChange: (next: KubeObject, current: KubeObject) =>
    fixedFields.flatMap(([field, shown]) =>
      equalJson(next[field] ?? null, current[field] ?? null)
        ? []
        : [invalid(shown, next[field] ?? "", "field is immutable")],
    ),
};
