import type { KubeObject } from "@flux-ts/base";
import type { Value } from "@flux-ts/cel";
import type { StatusReason } from "../../status/status.ts";
import { StatusError } from "../../status/status.ts";
import { detailsOf, qualifiedName } from "../../status/errors.ts";
import type { Attributes } from "./attributes.ts";
import { shownName } from "./attributes.ts";
import type { Expression } from "./expression.ts";
import { Budget, holds, policyBudget } from "./expression.ts";
import type { Invocation, Misconfiguration, PolicyOptions } from "./invocations.ts";
import { invocationsOf, namesIn, readOnce } from "./invocations.ts";
import { textsIn } from "./match.ts";
import { meetsConditions, specOf, withVariables } from "./policy.ts";
import * as texts from "./texts.ts";
import type { ValidatingPolicy, Validation } from "./validating-policy.ts";
import { compileValidatingPolicy } from "./validating-policy.ts";

const kinds = {
  policies: "validatingadmissionpolicies",
  bindings: "validatingadmissionpolicybindings",
  read: readOnce(compileValidatingPolicy),
} as const;

/** Why a write is refused, by whom. */
interface Denial {
  readonly policy: string;
  readonly binding: string | undefined;
  readonly message: string;
  readonly reason: string;
}

/**
 * Asks every ValidatingAdmissionPolicy that is bound and about a write. Warnings go to the client of the write.
 *
 * @throws StatusError when a policy denies it.
 */
export function checkPolicies(options: PolicyOptions, attributes: Attributes): void {
  const asked = invocationsOf(options, attributes, kinds);
  const denials = asked.flatMap((one) =>
    one.kind === "misconfiguration" ? misconfigured(one) : askInvocation(options, attributes, one),
  );
  const [first] = denials;
  if (first !== undefined) throw refusal(attributes, first);
}

function misconfigured({ policy, binding, message }: Misconfiguration<ValidatingPolicy>): readonly Denial[] {
  if (policy.failurePolicy === "Ignore") return [];
  return [{ policy: policy.name, binding: binding?.metadata.name, message, reason: "Invalid" }];
}

function askInvocation(
  options: PolicyOptions,
  attributes: Attributes,
  invocation: Invocation<ValidatingPolicy>,
): readonly Denial[] {
  const findings = evaluate(invocation.policy, namesIn(options, attributes, invocation));
  return conclude(findings, invocation, attributes);
}

interface Finding {
  readonly message: string;
  readonly reason: string;
}

/** Does what a binding says with the findings of its policy. */
function conclude(
  findings: readonly Finding[],
  { policy, binding }: { readonly policy: ValidatingPolicy; readonly binding: KubeObject },
  { target }: Attributes,
): readonly Denial[] {
  const actions = textsIn(specOf(binding)["validationActions"]);
  const { name } = binding.metadata;
  if (actions.includes("Warn")) {
    for (const { message } of findings) target.warn(texts.warned(policy.name, name, message));
  }
  return actions.includes("Deny")
    ? findings.map((finding) => ({ policy: policy.name, binding: name, ...finding }))
    : [];
}

/** What a policy has against a write. */
function evaluate(policy: ValidatingPolicy, bindings: ReadonlyMap<string, Value>): readonly Finding[] {
  const failing = (message: string): readonly Finding[] =>
    policy.failurePolicy === "Ignore" ? [] : [{ message, reason: "Invalid" }];
  const met = meetsConditions(policy.conditions, bindings);
  if (typeof met !== "boolean") return met.flatMap(failing);
  if (!met) return [];
  const budget = new Budget(policyBudget);
  const names = withVariables(bindings, policy.variables, budget);
  const findings: Finding[] = [];
  for (const validation of policy.validations) {
    if (budget.spent) return [...findings, ...failing(texts.outOfBudget)];
    const outcome = holds(validation.expression, names, budget);
    if (outcome === false)
      findings.push({ message: messageOf(validation, names, budget), reason: reasonOf(validation) });
    else if (outcome !== true)
      findings.push(...failing(outcome).map(({ message }) => ({ message, reason: reasonOf(validation) })));
  }
  for (const { expression } of policy.auditAnnotations) {
    const problem = expression.ok ? problemOf(expression, names, budget) : expression.problem;
    if (problem !== undefined) findings.push(...failing(problem));
  }
  return findings;
}

function problemOf(
  { text, program }: Expression & { readonly ok: true },
  names: ReadonlyMap<string, Value>,
  budget: Budget,
): string | undefined {
  const result = budget.evaluate(program, names);
  return result.ok ? undefined : texts.resultedInError(text, result.error.message);
}

/** Longer messages are left out, as are those of several lines. */
const longestMessage = 5 * 1024;

function messageOf(
  { expression, message, messageExpression }: Validation,
  names: ReadonlyMap<string, Value>,
  budget: Budget,
): string {
  if (messageExpression?.ok === true) {
    const result = budget.evaluate(messageExpression.program, names);
    const text = result.ok && typeof result.value === "string" ? result.value : "";
    const fits = text.trim() !== "" && !/[\r\n]/.test(text) && Buffer.byteLength(text) <= longestMessage;
    if (fits) return text.trim();
  }
  return message.trim() === "" ? texts.failedExpression(expression.text) : message.trim();
}

function reasonOf({ reason }: Validation): string {
  return reason ?? "Invalid";
}

const codes: { readonly [reason: string]: number } = {
  Forbidden: 403,
  Invalid: 422,
  RequestEntityTooLarge: 413,
  Unauthorized: 401,
};

/** As the server answers a write that a policy denied. */
function refusal(attributes: Attributes, { policy, binding, message, reason }: Denial): StatusError {
  const { group, plural } = attributes.target.served.resource;
  const subject = { group, resource: plural };
  const named = shownName(attributes);
  const text = texts.denied(policy, binding, message);
  return new StatusError({
    code: codes[reason] ?? 422,
    reason: reason as StatusReason,
    message: `${qualifiedName(subject)} "${named}" is forbidden: ${text}`,
    details: { ...detailsOf(subject, named), causes: [{ message: text }] },
  });
}
