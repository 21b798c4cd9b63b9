import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { invalid, notSupported, required } from "./cause.ts";
import type { FieldCause } from "./cause.ts";

const reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

/** Checks the form of the `x-kubernetes-validations` of one schema: everything but the expressions. */
export function checkRuleForms(schema: JsonObject, path: string): readonly FieldCause[] {
  const rules = getOwn(schema, "x-kubernetes-validations");
  if (!Array.isArray(rules)) return [];
  return (rules as JsonArray).flatMap((rule, index) =>
    isJsonObject(rule) ? checkRule(rule, schema, `${path}.x-kubernetes-validations[${index}]`) : [],
  );
}

function checkRule(rule: JsonObject, schema: JsonObject, path: string): readonly FieldCause[] {
  const { messageExpression, reason, fieldPath } = rule;
  const causes: FieldCause[] = [...checkTexts(rule, path)];
  if (isGiven(messageExpression) && messageExpression.trim() === "") {
    const detail = "messageExpression must be non-empty if specified";
    causes.push(required(`${path}.messageExpression`, detail));
  }
  if (typeof reason === "string" && !reasons.includes(reason)) {
    causes.push(notSupported(`${path}.reason`, reason, reasons));
  }
  if (!isGiven(fieldPath)) return causes;
  const at = `${path}.fieldPath`;
  if (fieldPath.trim() === "") causes.push(invalid(at, fieldPath, "must be non-empty if specified"));
  if (lineBreak.test(fieldPath)) causes.push(invalid(at, fieldPath, "must not contain line breaks"));
  if (!leadsSomewhere(fieldPath, schema)) causes.push(invalid(at, fieldPath, "must be a valid path"));
  return causes;
}

const lineBreak = /[\n\r]/;

function isGiven(text: JsonValue | undefined): text is string {
  return typeof text === "string" && text !== "";
}

function trimmed(text: JsonValue | undefined): string {
  return typeof text === "string" ? text.trim() : "";
}

/** The first thing that is wrong with a rule and its message. */
function checkTexts({ rule, message }: JsonObject, path: string): readonly FieldCause[] {
  if (trimmed(rule) === "") return [required(`${path}.rule`, "rule is not specified")];
  const at = `${path}.message`;
  if (isGiven(message) && message.trim() === "") return [invalid(at, message, "must be non-empty if specified")];
  if (lineBreak.test(trimmed(message))) return [invalid(at, trimmed(message), "must not contain line breaks")];
  if (lineBreak.test(trimmed(rule)) && trimmed(message) === "") {
    return [required(at, "message must be specified if rule contains line breaks")];
  }
  return [];
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
