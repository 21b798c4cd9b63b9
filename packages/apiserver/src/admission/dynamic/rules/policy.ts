// What the API asks of ValidatingAdmissionPolicies and their bindings.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, forbiddenField, invalid, notSupported, required } from "@flux-ts/kube-schema";
import { checkPathSegment, checkSubdomain } from "../../../registry/names.ts";
import type { Check } from "../../../resources/validation/check.ts";
import { fields, given } from "../../../resources/validation/check.ts";
import { selector } from "../../../resources/validation/selectors.ts";
import { objectsIn, textsIn } from "../match.ts";
import type { NamedExpression, ValidatingPolicy, Validation } from "../policy.ts";
import { compilePolicy, textIn } from "../policy.ts";
import { checkCompiled, checkConditions, checkKey } from "./expressions.ts";
import { matchConstraints, matchResources, word } from "./match-rules.ts";

/** Checks a ValidatingAdmissionPolicy with its expressions. */
export const validatingPolicy: Check = (value, path) => {
  if (!isJsonObject(value)) return [];
  const policy = value as unknown as KubeObject;
  const spec = isJsonObject(policy["spec"]) ? policy["spec"] : {};
  const compiled = compilePolicy(policy);
  return [
    ...forms(value, path),
    ...checkParamKind(spec["paramKind"], "spec.paramKind"),
    ...checkConditions(spec["matchConditions"], compiled.conditions, "spec.matchConditions"),
    ...checkVariables(spec["variables"], compiled.variables),
    ...checkContent(spec, compiled),
  ];
};

const forms: Check = fields({ spec: fields({ failurePolicy: word("Fail", "Ignore"), matchConstraints }) });

const kindSyntax = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const notAKind =
  "may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric " +
  "characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  " +
  "or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

function checkParamKind(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  if (!isJsonObject(value)) return [];
  const [apiVersion, kind] = [textIn(value, "apiVersion"), textIn(value, "kind")];
  const causes: FieldCause[] = [...checkApiVersion(apiVersion, `${path}.apiVersion`)];
  if (kind === "") causes.push(required(`${path}.kind`));
  else if (!kindSyntax.test(kind.toLowerCase())) causes.push(invalid(`${path}.kind`, kind, notAKind));
  return causes;
}

function checkApiVersion(apiVersion: string, path: string): readonly FieldCause[] {
  if (apiVersion === "") return [required(path)];
  const parts = apiVersion.split("/");
  if (parts.length > 2) return [invalid(path, apiVersion, `unexpected GroupVersion string: ${apiVersion}`)];
  const [group = ""] = parts.length === 2 ? parts : [];
  return group === "" ? [] : checkSubdomain(group).map((why) => invalid(path, group, why));
}

const identifier = /^[_a-zA-Z][_a-zA-Z0-9]*$/;
const words = new Set(
  (
    "true false null in as break const continue else for function if import let loop package namespace return var " +
    "void while"
  ).split(" "),
);

function checkVariables(value: JsonValue | undefined, compiled: readonly NamedExpression[]): readonly FieldCause[] {
  return objectsIn(value).flatMap((variable, index) => {
    const path = `spec.variables[${index}]`;
    const name = textIn(variable, "name");
    const causes: FieldCause[] = [];
    if (name.trim() === "") causes.push(required(`${path}.name`, "name is not specified"));
    else if (!identifier.test(name) || words.has(name)) {
      causes.push(invalid(`${path}.name`, name, "must be a valid CEL identifier"));
    }
    return [...causes, ...checkExpression(variable, "expression", { path, compiled: compiled[index]?.expression })];
  });
}

interface Compiled {
  readonly path: string;
  readonly compiled: Validation["expression"] | undefined;
}

function checkExpression(object: JsonObject, field: string, { path, compiled }: Compiled): readonly FieldCause[] {
  if (textIn(object, field).trim() === "") return [required(`${path}.${field}`, `${field} is not specified`)];
  return compiled === undefined ? [] : checkCompiled(compiled, `${path}.${field}`);
}

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
    policyName: (value, path) => {
      if (typeof value !== "string" || value === "") return [required(path)];
      return checkSubdomain(value).map((why) => invalid(path, value, why));
    },
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

function checkParamRef(value: JsonValue | undefined, path: string): readonly FieldCause[] {
  const ref = isJsonObject(value) ? value : {};
  const name = textIn(ref, "name");
  const causes: FieldCause[] = checkPathSegment(name).map((why) => invalid(`${path}.name`, name, why));
  if (name !== "" && isJsonObject(ref["selector"])) {
    const detail = "name and selector are mutually exclusive";
    causes.push(forbiddenField(`${path}.name`, detail), forbiddenField(`${path}.selector`, detail));
  } else if (name === "" && !isJsonObject(ref["selector"])) {
    causes.push(required(path, "one of name or selector must be specified"));
  }
  causes.push(...given(selector)(ref["selector"], `${path}.selector`));
  const action = textIn(ref, "parameterNotFoundAction");
  const at = `${path}.parameterNotFoundAction`;
  if (action === "") causes.push(required(at));
  else if (action !== "Deny" && action !== "Allow") causes.push(notSupported(at, action, ["Deny", "Allow"]));
  return causes;
}
