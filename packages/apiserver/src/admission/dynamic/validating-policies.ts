import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { AskAccess, Value } from "@flux-ts/cel";
import { fromJson } from "@flux-ts/cel";
import type { Registry } from "../../registry/registry.ts";
import type { StatusReason } from "../../status/status.ts";
import { StatusError } from "../../status/status.ts";
import { detailsOf, qualifiedName } from "../../status/errors.ts";
import type { Attributes } from "./attributes.ts";
import { namespaceObjectOf, requestOf, shownIn } from "./attributes.ts";
import { bindingsOf } from "./environment.ts";
import type { Expression } from "./expression.ts";
import { Budget, conditionsBudget, policyBudget } from "./expression.ts";
import { matchWrite, readMatch, textsIn } from "./match.ts";
import { findParams } from "./params.ts";
import type { ValidatingPolicy, Validation } from "./policy.ts";
import { compilePolicy, withVariables } from "./policy.ts";
import type { Registrations } from "./registrations.ts";
import * as texts from "./texts.ts";

export interface PolicyOptions {
  readonly registry: Registry;
  readonly registrations: Registrations;
  readonly ask: AskAccess;
}

const compiled = new WeakMap<KubeObject, ValidatingPolicy>();

function policyOf(object: KubeObject): ValidatingPolicy {
  const known = compiled.get(object);
  if (known !== undefined) return known;
  const policy = compilePolicy(object);
  compiled.set(object, policy);
  return policy;
}

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
  const { registrations } = options;
  const bindings = registrations.all("validatingadmissionpolicybindings");
  if (bindings.length === 0) return;
  const denials = registrations.all("validatingadmissionpolicies").flatMap((object) => {
    const bound = bindings.filter((binding) => specOf(binding)["policyName"] === object.metadata.name);
    return bound.length === 0 ? [] : askPolicy(options, attributes, { policy: policyOf(object), bound });
  });
  const [first] = denials;
  if (first !== undefined) throw refusal(attributes, first);
}

function specOf(object: KubeObject): JsonObject {
  return isJsonObject(object["spec"]) ? object["spec"] : {};
}

interface Bound {
  readonly policy: ValidatingPolicy;
  readonly bound: readonly KubeObject[];
}

function askPolicy(options: PolicyOptions, attributes: Attributes, { policy, bound }: Bound): readonly Denial[] {
  const version = matchWrite(options.registry, attributes, policy.match);
  if (version === undefined) return [];
  const names = bindingsOf(attributes, {
    request: requestOf(attributes, version),
    object: shownIn(attributes, version, attributes.object),
    old: shownIn(attributes, version, attributes.old),
    namespace: namespaceObjectOf(options.registry, attributes),
    ask: options.ask,
  });
  return bound.flatMap((binding) => askBinding(options, attributes, { policy, binding, names }));
}

interface Asked {
  readonly policy: ValidatingPolicy;
  readonly binding: KubeObject;
  readonly names: ReadonlyMap<string, Value>;
}

function askBinding(options: PolicyOptions, attributes: Attributes, asked: Asked): readonly Denial[] {
  const { policy, binding, names } = asked;
  const spec = specOf(binding);
  const { matchResources } = spec;
  if (isJsonObject(matchResources)) {
    const match = readMatch(matchResources, matchResources["resourceRules"]);
    if (matchWrite(options.registry, attributes, match, { anything: true }) === undefined) return [];
  }
  const found = findParams(options.registry, attributes, { policy, paramRef: spec["paramRef"] });
  const deny = (message: string, named = true): readonly Denial[] =>
    policy.failurePolicy === "Ignore"
      ? []
      : [{ policy: policy.name, binding: named ? binding.metadata.name : undefined, message, reason: "Invalid" }];
  if (found.kind === "unknown") return deny(found.message, false);
  if (found.kind === "missing") return deny(found.message);
  return found.params.flatMap((params) => {
    const bindings = new Map(names);
    bindings.set("params", params === undefined ? null : fromJson(params));
    return conclude(evaluate(policy, bindings), asked, attributes);
  });
}

interface Finding {
  readonly message: string;
  readonly reason: string;
}

/** Does what a binding says with the findings of its policy. */
function conclude(findings: readonly Finding[], { policy, binding }: Asked, { target }: Attributes): readonly Denial[] {
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
  const conditions = new Budget(conditionsBudget);
  const errors: string[] = [];
  for (const { expression } of policy.conditions) {
    const outcome = holds(expression, bindings, conditions);
    if (outcome === false) return [];
    if (outcome !== true) errors.push(outcome);
  }
  if (errors.length > 0) return errors.flatMap(failing);
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

/** Whether an expression is true, or why that is not known. */
export function holds(expression: Expression, names: ReadonlyMap<string, Value>, budget: Budget): boolean | string {
  if (!expression.ok) return texts.resultedInError(expression.text, expression.problem);
  const result = budget.evaluate(expression.program, names);
  return result.ok ? result.value === true : texts.resultedInError(expression.text, result.error.message);
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
function refusal({ target, name, object }: Attributes, { policy, binding, message, reason }: Denial): StatusError {
  const { group, plural } = target.served.resource;
  const subject = { group, resource: plural };
  const named = object?.metadata.name || name || "Unknown";
  const text = texts.denied(policy, binding, message);
  return new StatusError({
    code: codes[reason] ?? 422,
    reason: reason as StatusReason,
    message: `${qualifiedName(subject)} "${named}" is forbidden: ${text}`,
    details: { ...detailsOf(subject, named), causes: [{ message: text }] },
  });
}
