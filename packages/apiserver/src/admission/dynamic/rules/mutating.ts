// What the API asks of MutatingAdmissionPolicies and their bindings.
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { invalid, notSupported, required } from "@flux-ts/kube-schema";
import { objectsIn, textsIn } from "../../../resources/entries.ts";
import type { Check } from "../../../resources/validation/check.ts";
import { all, fields, given } from "../../../resources/validation/check.ts";
import { compileMutatingPolicy } from "../mutating/policy.ts";
import type { Mutation } from "../mutating/policy.ts";
import { specOf, textIn } from "../policy.ts";
import { checkCompiled } from "./expressions.ts";
import { matchConstraints, matchResources, word } from "./match-rules.ts";
import { checkCommon, checkParamRef, policyName } from "./policy.ts";

/** What is deleted cannot be changed. */
const operations = ["*", "CONNECT", "CREATE", "UPDATE"];

const changing: Check = (value, path) => {
  const rules = isJsonObject(value) ? objectsIn(value["resourceRules"]) : [];
  const unfit = rules.flatMap((rule) => textsIn(rule["operations"])).filter((name) => !operations.includes(name));
  return unfit.map((name) => notSupported(`${path}.resourceRules.operations`, name, operations));
};

/** Checks a MutatingAdmissionPolicy with its expressions. */
export const mutatingPolicy: Check = (value, path) => {
  if (!isJsonObject(value)) return [];
  const policy = value as unknown as KubeObject;
  const spec = specOf(policy);
  const compiled = compileMutatingPolicy(policy);
  return [
    ...forms(value, path),
    ...checkCommon(spec, compiled),
    ...checkMutations(spec["mutations"], compiled.mutations),
    ...reinvocationPolicy(spec["reinvocationPolicy"], "spec.reinvocationPolicy"),
  ];
};

const forms: Check = fields({
  spec: fields({ failurePolicy: word("Fail", "Ignore"), matchConstraints: all(matchConstraints, changing) }),
});

const reinvocationPolicy: Check = (value, path) =>
  value === undefined || value === "" ? [required(path)] : word("IfNeeded", "Never")(value, path);

function checkMutations(value: JsonValue | undefined, compiled: readonly Mutation[]): readonly FieldCause[] {
  const mutations = objectsIn(value);
  if (mutations.length === 0) return [required("spec.mutations", "mutations must contain at least one item")];
  return mutations.flatMap((mutation, index) => checkMutation(mutation, compiled[index], `spec.mutations[${index}]`));
}

/** By the patch type, the field that holds its expression. */
const fieldOf: { readonly [patchType: string]: string } = {
  ApplyConfiguration: "applyConfiguration",
  JSONPatch: "jsonPatch",
};

function checkMutation(mutation: JsonObject, compiled: Mutation | undefined, path: string): readonly FieldCause[] {
  const patchType = textIn(mutation, "patchType");
  if (patchType === "") return [required(`${path}.patchType`)];
  const field = fieldOf[patchType];
  if (field === undefined) return [notSupported(`${path}.patchType`, patchType, Object.keys(fieldOf))];
  const causes = [...checkSource(mutation[field], compiled, { path: `${path}.${field}`, patchType })];
  for (const other of Object.values(fieldOf)) {
    if (other === field || !isJsonObject(mutation[other])) continue;
    const why = `must not be specified when patchType is ${patchType}`;
    causes.push(invalid(`${path}.${other}`, `{${other}}`, why));
  }
  return causes;
}

interface Source {
  readonly path: string;
  readonly patchType: string;
}

function checkSource(source: JsonValue | undefined, compiled: Mutation | undefined, { path, patchType }: Source) {
  if (!isJsonObject(source)) return [required(path, `must be specified when patchType is ${patchType}`)];
  if (textIn(source, "expression").trim() === "") return [required(`${path}.expression`)];
  return compiled === undefined ? [] : checkCompiled(compiled.expression, `${path}.expression`);
}

/** Checks a MutatingAdmissionPolicyBinding. */
export const mutatingBinding: Check = fields({
  spec: fields({
    policyName,
    paramRef: given(checkParamRef),
    matchResources: given(all(matchResources, changing)),
  }),
});
