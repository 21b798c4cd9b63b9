import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject } from "@flux-ts/base";
import { invalid, notSupported, required } from "./cause.ts";
import type { FieldCause } from "./cause.ts";

const reasons = ["FieldValueRequired", "FieldValueForbidden", "FieldValueInvalid", "FieldValueDuplicate"];

/** Checks the form of `x-kubernetes-validations`: everything but the expressions. */
export function checkRuleForms(schema: JsonObject, path: string): readonly FieldCause[] {
  const rules = getOwn(schema, "x-kubernetes-validations");
  if (!Array.isArray(rules)) return [];
  return (rules as JsonArray).flatMap((rule, index) =>
    isJsonObject(rule) ? checkRule(rule, schema, `${path}.x-kubernetes-validations[${index}]`) : [],
  );
}

function checkRule(rule: JsonObject, schema: JsonObject, path: string): readonly FieldCause[] {
  const causes: FieldCause[] = [];
  const { rule: expression, message, messageExpression, reason, fieldPath } = rule;
  if (isBlank(expression)) causes.push(required(`${path}.rule`, "rule is not specified"));
  if (typeof message === "string" && message !== "") {
    if (isBlank(message)) causes.push(invalid(`${path}.message`, message, "message must be non-empty if specified"));
    else if (/[\n\r]/.test(message)) {
      causes.push(invalid(`${path}.message`, message, "must not contain line breaks"));
    }
  }
  if (typeof messageExpression === "string" && messageExpression !== "" && isBlank(messageExpression)) {
    causes.push(required(`${path}.messageExpression`, "must be non-empty if specified"));
  }
  if (typeof reason === "string" && reason !== "" && !reasons.includes(reason)) {
    causes.push(notSupported(`${path}.reason`, reason, reasons));
  }
  if (typeof fieldPath === "string" && fieldPath !== "") {
    if (isBlank(fieldPath)) causes.push(invalid(`${path}.fieldPath`, fieldPath, "must be non-empty if specified"));
    else if (!leadsSomewhere(fieldPath, schema)) {
      causes.push(invalid(`${path}.fieldPath`, fieldPath, "must be a valid path"));
    }
  }
  return causes;
}

function isBlank(text: unknown): boolean {
  return typeof text !== "string" || text.trim() === "";
}

const segments = /\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/gy;

/** Whether a path such as `.spec.list` or `['a.b']` names a property of the schema; lists cannot be indexed. */
function leadsSomewhere(fieldPath: string, schema: JsonObject): boolean {
  const names = [...fieldPath.matchAll(segments)];
  if (names.map(([text]) => text).join("") !== fieldPath) return false;
  let node: JsonObject = schema;
  for (const [, plain, quoted] of names) {
    const name = plain ?? (quoted ?? "").replaceAll(/\\(.)/g, "$1");
    const { properties, additionalProperties } = node;
    const next = (isJsonObject(properties) ? getOwn(properties, name) : undefined) ?? additionalProperties;
    if (!isJsonObject(next)) return false;
    node = next;
  }
  return true;
}
