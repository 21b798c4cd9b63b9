import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { scalarText } from "../resources/scalar-text.ts";
import type { LabelRequirement, Labels } from "./labels.ts";
import { matchesLabels } from "./labels.ts";

const operators: { readonly [operator: string]: LabelRequirement["operator"] } = {
  In: "in",
  NotIn: "notin",
  Exists: "exists",
  DoesNotExist: "absent",
};

/** Whether labels are selected by a `LabelSelector` (meta/v1). An empty selector selects everything. */
export function matchesSelector(selector: JsonObject, labels: Labels | undefined): boolean {
  return matchesLabels(labels, [...exact(selector["matchLabels"]), ...listed(selector["matchExpressions"])]);
}

function exact(labels: JsonValue | undefined): readonly LabelRequirement[] {
  if (!isJsonObject(labels)) return [];
  return Object.entries(labels).map(([key, value]) => ({ key, operator: "in", values: [scalarText(value)] }));
}

function listed(expressions: JsonValue | undefined): readonly LabelRequirement[] {
  if (!Array.isArray(expressions)) return [];
  return (expressions as readonly JsonValue[]).filter(isJsonObject).map(({ key, operator, values }) => ({
    key: scalarText(key),
    operator: operators[scalarText(operator)] ?? "exists",
    values: Array.isArray(values) ? (values as readonly string[]) : [],
  }));
}
