// Label selectors and labels within specs.
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, required } from "@flux-ts/kube-schema";
import { checkLabelValue, checkQualifiedName } from "../../registry/label-syntax.ts";
import type { Check } from "./check.ts";
import { fields, isEmpty, items, listOf } from "./check.ts";
import { scalarText } from "../scalar-text.ts";

/** Labels as they stand in the metadata of a template or in a selector. */
export const labels: Check = (value, path) => {
  const causes: FieldCause[] = [];
  for (const [key, label] of Object.entries(isJsonObject(value) ? value : {})) {
    for (const why of checkQualifiedName(key)) causes.push(invalid(path, key, why));
    for (const why of checkLabelValue(scalarText(label))) causes.push(invalid(path, label, why));
  }
  return causes;
};

/** A label selector (meta/v1 LabelSelector). */
export const selector: Check = fields({ matchLabels: labels, matchExpressions: items(checkExpression) });

function checkExpression(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const { key = "", operator = "", values } = isJsonObject(value) ? value : {};
  return [
    ...checkOperator(scalarText(operator), values, path),
    ...checkQualifiedName(scalarText(key)).map((why) => invalid(`${path}.key`, key, why)),
    ...listOf(values).flatMap((label, index) =>
      checkLabelValue(scalarText(label)).map((why) => invalid(`${path}.values[${index}]`, label, why)),
    ),
  ];
}

function checkOperator(operator: string, values: JsonValue | undefined, path: string): readonly FieldCause[] {
  switch (operator) {
    case "In":
    case "NotIn":
      return isEmpty(values)
        ? [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
        : [];
    case "Exists":
    case "DoesNotExist":
      if (isEmpty(values)) return [];
      return [forbiddenField(`${path}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
    default:
      return [invalid(`${path}.operator`, operator, "not a valid selector operator")];
  }
}

/** Whether a selector selects by nothing. */
export function isEmptySelector(value: JsonValue | undefined): boolean {
  if (!isJsonObject(value)) return true;
  const { matchLabels, matchExpressions } = value;
  return (!isJsonObject(matchLabels) || Object.keys(matchLabels).length === 0) && isEmpty(matchExpressions);
}

/** Whether labels are selected; a selector that is not there selects nothing. */
export function selects(value: JsonValue | undefined, given: JsonObject): boolean {
  if (!isJsonObject(value)) return false;
  const wanted = isJsonObject(value["matchLabels"]) ? value["matchLabels"] : {};
  const expressions = listOf(value["matchExpressions"]).filter(isJsonObject);
  return (
    Object.entries(wanted).every(([key, label]) => given[key] === label) &&
    expressions.every((expression) => meets(expression, given))
  );
}

function meets({ key, operator, values }: JsonObject, given: JsonObject): boolean {
  const value = given[scalarText(key)];
  switch (operator) {
    case "In":
      return value !== undefined && listOf(values).includes(value);
    case "NotIn":
      return value === undefined || !listOf(values).includes(value);
    case "Exists":
      return value !== undefined;
    default:
      return value === undefined;
  }
}
