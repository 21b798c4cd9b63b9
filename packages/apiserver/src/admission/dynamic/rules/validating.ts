// What the API asks of ValidatingAdmissionPolicies and their bindings.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, invalid, notSupported, required } from "@flux-ts/kube-schema";
import { objectsIn, textsIn } from "../../../resources/entries.ts";
import type { Check } from "../../../resources/validation/check.ts";
import { fields, given, items, needed } from "../../../resources/validation/check.ts";
import { conditions } from "../../../resources/validation/conditions.ts";
import { specOf, textIn } from "../policy.ts";
import type { ValidatingPolicy, Validation } from "../validating-policy.ts";
import { compileValidatingPolicy } from "../validating-policy.ts";
import { checkCompiled, checkKey } from "./expressions.ts";
import { matchConstraints, matchResources, word } from "./match-rules.ts";
import { checkCommon, checkExpression, checkParamRef, policyName } from "./policy.ts";

/** Checks a ValidatingAdmissionPolicy with its expressions. */
export const validatingPolicy: Check = (value, path) => {
  if (!isJsonObject(value)) return [];
  const policy = value as unknown as KubeObject;
  const spec = specOf(policy);
  const compiled = compileValidatingPolicy(policy);
  return [...forms(value, path), ...checkCommon(spec, compiled), ...checkContent(spec, compiled)];
};

/** What controllers say of a policy. */
const status: Check = fields({
  typeChecking: fields({ expressionWarnings: items(fields({ warning: needed(), fieldRef: needed() })) }),
  conditions,
});

const forms: Check = fields({
  spec: fields({ failurePolicy: word("Fail", "Ignore"), matchConstraints }),
  status,
});

function checkContent(spec: JsonObject, compiled: ValidatingPolicy): readonly FieldCause[] {
  const validations = objectsIn(spec["validations"]);
  const annotations = objectsIn(spec["auditAnnotations"]);
  if (validations.length === 0 && annotations.length === 0) {
    const detail = "validations or auditAnnotations must contain at least one item";
    return [required("spec.validations", detail), required("spec.auditAnnotations", detail)];
  }
  return [
    ...validations.flatMap((validation, index) =>
      checkValidation(validation, compiled.validations[index], `spec.validations[${index}]`),
    ),
    ...checkAnnotations(annotations, compiled),
  ];
}

const reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge"];

function checkValidation(
  validation: JsonObject,
  compiled: Validation | undefined,
  path: string,
): readonly FieldCause[] {
  const { message, messageExpression, reason } = validation;
  const causes: FieldCause[] = [...checkExpression(validation, "expression", { path, compiled: compiled?.expression })];
  if (typeof messageExpression === "string" && messageExpression !== "") {
    const at = `${path}.messageExpression`;
    if (messageExpression.trim() === "") causes.push(invalid(at, messageExpression, "must be non-empty if specified"));
    else if (compiled?.messageExpression) causes.push(...checkCompiled(compiled.messageExpression, at));
  }
  if (typeof message === "string" && message !== "") {
    if (message.trim() === "") causes.push(invalid(`${path}.message`, message, "must be non-empty if specified"));
    else if (/[\r\n]/.test(message.trim())) {
      causes.push(invalid(`${path}.message`, message, "must not contain line breaks"));
    }
  }
  if (typeof reason === "string" && !reasons.includes(reason)) {
    causes.push(notSupported(`${path}.reason`, reason, reasons));
  }
  return causes;
}

function checkAnnotations(annotations: readonly JsonObject[], compiled: ValidatingPolicy): readonly FieldCause[] {
  const seen = new Set<string>();
  return annotations.flatMap((annotation, index) => {
    const path = `spec.auditAnnotations[${index}]`;
    const key = textIn(annotation, "key");
    const full = `${compiled.name}/${key}`;
    const causes = checkKey(full).map((why) => invalid(`${path}.key`, full, why));
    if (seen.has(key)) causes.push(duplicate(`${path}.key`, key));
    seen.add(key);
    const expression = compiled.auditAnnotations[index]?.expression;
    return [...causes, ...checkExpression(annotation, "valueExpression", { path, compiled: expression })];
  });
}

const actions = ["Audit", "Deny", "Warn"];

/** Checks a ValidatingAdmissionPolicyBinding. */
export const validatingBinding: Check = fields({
  spec: fields({
    policyName,
    paramRef: given(checkParamRef),
    matchResources: given(matchResources),
    validationActions: checkActions,
  }),
});

function checkActions(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const given = textsIn(value);
  if (given.length === 0) return [required(path, "at least one validation action is required")];
  const causes = given.flatMap((action, index) => {
    if (!actions.includes(action)) return [notSupported(`${path}[${index}]`, action, actions)];
    return given.indexOf(action) < index ? [duplicate(`${path}[${index}]`, action)] : [];
  });
  if (given.includes("Deny") && given.includes("Warn")) {
    const detail =
      "must not contain both Deny and Warn (repeating the same validation failure information in the API response " +
      "and headers serves no purpose)";
    causes.push(invalid(path, ["Deny", "Warn"], detail));
  }
  return causes;
}
