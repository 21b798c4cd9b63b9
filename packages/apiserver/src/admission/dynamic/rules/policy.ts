// What the API asks of all policies and their bindings.
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { isIdentifier } from "@flux-ts/cel";
import type { FieldCause } from "@flux-ts/kube-schema";
import { forbiddenField, invalid, notSupported, required } from "@flux-ts/kube-schema";
import { objectsIn } from "../../../resources/entries.ts";
import { checkPathSegment, checkSubdomain } from "../../../registry/names.ts";
import type { Check } from "../../../resources/validation/check.ts";
import { given } from "../../../resources/validation/check.ts";
import { selector } from "../../../resources/validation/selectors.ts";
import type { Expression } from "../expression.ts";
import type { Policy } from "../policy.ts";
import { textIn } from "../policy.ts";
import { checkCompiled, checkConditions } from "./expressions.ts";

/** What policies of both kinds have beside what they are about, and the compiled form of it. */
export function checkCommon(spec: JsonObject, compiled: Policy): readonly FieldCause[] {
  return [
    ...checkParamKind(spec["paramKind"], "spec.paramKind"),
    ...checkConditions(spec["matchConditions"], compiled.conditions, "spec.matchConditions"),
    ...checkVariables(spec["variables"], compiled.variables),
  ];
}

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

function checkVariables(value: JsonValue | undefined, compiled: Policy["variables"]): readonly FieldCause[] {
  return objectsIn(value).flatMap((variable, index) => {
    const path = `spec.variables[${index}]`;
    const name = textIn(variable, "name");
    const causes: FieldCause[] = [];
    if (name.trim() === "") causes.push(required(`${path}.name`, "name is not specified"));
    else if (!isIdentifier(name)) {
      causes.push(invalid(`${path}.name`, name, "must be a valid CEL identifier"));
    }
    return [...causes, ...checkExpression(variable, "expression", { path, compiled: compiled[index]?.expression })];
  });
}

interface Compiled {
  readonly path: string;
  readonly compiled: Expression | undefined;
}

/** An expression in a field of an object, which must be there. */
export function checkExpression(
  object: JsonObject,
  field: string,
  { path, compiled }: Compiled,
): readonly FieldCause[] {
  if (textIn(object, field).trim() === "") return [required(`${path}.${field}`, `${field} is not specified`)];
  return compiled === undefined ? [] : checkCompiled(compiled, `${path}.${field}`);
}

/** `policyName` of a binding. */
export const policyName: Check = (value, path) => {
  if (typeof value !== "string" || value === "") return [required(path)];
  return checkSubdomain(value).map((why) => invalid(path, value, why));
};

/** `paramRef` of a binding. */
export function checkParamRef(value: JsonValue | undefined, path: string): readonly FieldCause[] {
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
