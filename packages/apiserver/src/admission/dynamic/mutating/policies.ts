import type { KubeObject } from "@flux-ts/base";
import { detailsOf } from "../../../status/errors.ts";
import type { StatusReason } from "../../../status/status.ts";
import { StatusError } from "../../../status/status.ts";
import type { Attributes } from "../attributes.ts";
import { shownIn, shownName } from "../attributes.ts";
import { readMerged, readPatched } from "../decode-mutated.ts";
import { Budget, policyBudget } from "../expression.ts";
import type { Invocation, Misconfiguration, PolicyOptions } from "../invocations.ts";
import { invocationsOf, namesIn, readOnce } from "../invocations.ts";
import { meetsConditions, withVariables } from "../policy.ts";
import type { Reinvocation } from "../reinvocation.ts";
import * as texts from "../texts.ts";
import type { Mutated } from "./apply-configuration.ts";
import { applyConfiguration } from "./apply-configuration.ts";
import { patchByExpression } from "./json-patch.ts";
import type { MutatingPolicy, Mutation } from "./policy.ts";
import { compileMutatingPolicy } from "./policy.ts";

const kinds = {
  policies: "mutatingadmissionpolicies",
  bindings: "mutatingadmissionpolicybindings",
  read: readOnce(compileMutatingPolicy),
} as const;

interface Failure {
  readonly message: string;
  readonly reason: StatusReason;
}

/**
 * The object of a write as the MutatingAdmissionPolicies change it that are bound and about it, one after the other.
 *
 * @throws StatusError when one of them fails and its failures are not to be ignored; all failures are told
 */
export function mutateByPolicies(
  options: PolicyOptions,
  attributes: Attributes,
  reinvocation: Reinvocation,
): KubeObject | undefined {
  const asked = invocationsOf(options, attributes, kinds);
  let { object } = attributes;
  if (asked.length === 0 || object === undefined) return object;
  const failures = asked.flatMap((one) => (one.kind === "misconfiguration" ? misconfigured(one) : []));
  reinvocation.begin(object);
  // Unlike webhooks, those that wish it are asked again whoever changed the object.
  reinvocation.changed();
  for (const invocation of asked) {
    if (invocation.kind !== "invocation" || !reinvocation.isDue(keyOf(invocation))) continue;
    const outcome = invoke(options, { ...attributes, object }, invocation);
    object = outcome.object;
    failures.push(...outcome.failures);
    if (invocation.policy.reinvoked) reinvocation.asked(keyOf(invocation));
  }
  reinvocation.end(object);
  if (failures.length > 0) throw refusal(attributes, failures);
  return object;
}

function keyOf({ policy, binding, params }: Invocation<MutatingPolicy>): string {
  const { namespace = "", name = "" } = params?.metadata ?? {};
  return JSON.stringify([policy.name, binding.metadata.name, namespace, name]);
}

function misconfigured({ policy, binding, message }: Misconfiguration<MutatingPolicy>): readonly Failure[] {
  if (policy.failurePolicy === "Ignore") return [];
  const text =
    binding === undefined
      ? texts.policyFails(policy.name, message)
      : texts.bindingFails(policy.name, binding.metadata.name, message);
  return [{ message: text, reason: "Forbidden" }];
}

interface Outcome {
  readonly object: KubeObject;
  readonly failures: readonly Failure[];
}

/** Carries the mutations of a policy out; one that fails does not keep the others from it. */
function invoke(
  options: PolicyOptions,
  attributes: Attributes & { readonly object: KubeObject },
  invocation: Invocation<MutatingPolicy>,
): Outcome {
  const { policy, binding } = invocation;
  const failures: Failure[] = [];
  const fail = (problem: string): void => {
    if (policy.failurePolicy === "Ignore") return;
    failures.push({ message: texts.bindingFails(policy.name, binding.metadata.name, problem), reason: "Invalid" });
  };
  let { object } = attributes;
  const met = meetsConditions(policy.conditions, namesIn(options, attributes, invocation));
  if (typeof met === "string") fail(met);
  if (met !== true) return { object, failures };
  const budget = new Budget(policyBudget);
  for (const mutation of policy.mutations) {
    const mutated = mutate(options, { ...attributes, object }, { invocation, mutation, budget });
    if (mutated.ok) object = mutated.object;
    else fail(mutated.problem);
  }
  return { object, failures };
}

interface Step {
  readonly invocation: Invocation<MutatingPolicy>;
  readonly mutation: Mutation;
  readonly budget: Budget;
}

type Changed = { readonly ok: true; readonly object: KubeObject } | { readonly ok: false; readonly problem: string };

function mutate(
  options: PolicyOptions,
  attributes: Attributes & { readonly object: KubeObject },
  { invocation, mutation: { patchType, expression }, budget }: Step,
): Changed {
  const { policy, version } = invocation;
  if (!expression.ok) return { ok: false, problem: texts.resultedInError(expression.text, expression.problem) };
  const names = withVariables(namesIn(options, attributes, invocation), policy.variables, budget);
  const result = budget.evaluate(expression.program, names);
  if (!result.ok) return { ok: false, problem: texts.resultedInError(expression.text, result.error.message) };
  const shown = shownIn(attributes, version, attributes.object) ?? attributes.object;
  // Upstream knows no type of what is not the object itself, such as a Scale.
  const own = attributes.projection === undefined && !attributes.sent;
  const type = own ? version.type.fields : undefined;
  const mutated: Mutated =
    patchType === "JSONPatch" ? patchByExpression(shown, result.value) : applyConfiguration(shown, result.value, type);
  if (!mutated.ok) return mutated;
  const made = { object: mutated.object, shown, version };
  if (made.object === shown) return { ok: true, object: attributes.object };
  if (patchType === "JSONPatch") return { ok: true, object: readPatched(attributes, made, { strict: true }) };
  const merged = readMerged(attributes, made);
  if (merged.decoded) return { ok: true, object: merged.object };
  return { ok: false, problem: texts.unconvertible(shown.apiVersion, shown.kind, merged.message) };
}

/** As the server answers a write that policies could not change; the first failure gives the reason. */
function refusal(attributes: Attributes, failures: readonly Failure[]): StatusError {
  const { group, plural } = attributes.target.served.resource;
  const [{ message, reason } = { message: "", reason: "" as const }] = failures;
  const causes = failures.map((failure) => ({ message: failure.message }));
  const details = { ...detailsOf({ group, resource: plural }, shownName(attributes)), causes };
  return new StatusError({ code: 403, reason, message, details });
}
