import { stringifyJson } from "@flux-ts/base";
import { textsIn } from "../../resources/entries.ts";
import type { StatusReason } from "../../status/status.ts";
import { StatusError } from "../../status/status.ts";
import { detailsOf, qualifiedName } from "../../status/errors.ts";
import type { Attributes } from "./attributes.ts";
import { shownName } from "./attributes.ts";
import type { Invocation, Misconfiguration, PolicyOptions } from "./invocations.ts";
import { invocationsOf, namesIn, readOnce } from "./invocations.ts";
import { specOf } from "./policy.ts";
import * as texts from "./texts.ts";
import type { ValidatingPolicy } from "./validating-policy.ts";
import { compileValidatingPolicy } from "./validating-policy.ts";
import type { Finding } from "./validations.ts";
import { evaluatePolicy } from "./validations.ts";

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
 * Asks every ValidatingAdmissionPolicy that is bound and about a write. Warnings go to the client of the write, notes
 * to the audit log.
 *
 * @throws StatusError when a policy denies it.
 */
export function checkPolicies(options: PolicyOptions, attributes: Attributes): void {
  const notes = new Notes();
  const denials = invocationsOf(options, attributes, kinds).flatMap((one) =>
    one.kind === "misconfiguration" ? misconfigured(one) : ask(options, attributes, { invocation: one, notes }),
  );
  notes.publish(options);
  const [first] = denials;
  if (first !== undefined) throw refusal(attributes, first);
}

/** Notes of policies: those of several bindings and parameters stand beside each other. */
class Notes {
  readonly #values = new Map<string, Set<string>>();

  add(policy: string, annotations: ReadonlyMap<string, string>): void {
    for (const [name, value] of annotations) {
      const key = `${policy}/${name}`;
      this.#values.set(key, (this.#values.get(key) ?? new Set()).add(value));
    }
  }

  publish({ annotate }: Pick<PolicyOptions, "annotate">): void {
    for (const [key, values] of this.#values) annotate(key, [...values].join(", "));
  }
}

function misconfigured({ policy, binding, message }: Misconfiguration<ValidatingPolicy>): readonly Denial[] {
  if (policy.failurePolicy === "Ignore") return [];
  return [{ policy: policy.name, binding: binding?.metadata.name, message, reason: "Invalid" }];
}

interface Asked {
  readonly invocation: Invocation<ValidatingPolicy>;
  readonly notes: Notes;
}

function ask(options: PolicyOptions, attributes: Attributes, { invocation, notes }: Asked): readonly Denial[] {
  const { policy, binding } = invocation;
  const { findings, annotations, unnoted } = evaluatePolicy(policy, namesIn(options, attributes, invocation));
  notes.add(policy.name, annotations);
  const by = { policy: policy.name, binding: binding.metadata.name };
  return [
    ...findings.flatMap((finding) => act(options, attributes, { invocation, finding })),
    ...unnoted.map((message) => ({ ...by, message, reason: "Invalid" })),
  ];
}

interface Found {
  readonly invocation: Invocation<ValidatingPolicy>;
  readonly finding: Finding;
}

/** Does what a binding says with a finding of its policy. */
function act(
  { annotate }: PolicyOptions,
  { target }: Attributes,
  { invocation: { policy, binding }, finding }: Found,
): readonly Denial[] {
  const { message, reason, index } = finding;
  const actions = textsIn(specOf(binding)["validationActions"]);
  const by = { policy: policy.name, binding: binding.metadata.name };
  if (actions.includes("Warn")) target.warn(texts.warned(by.policy, by.binding, message));
  if (actions.includes("Audit")) {
    const failure = { message, ...by, expressionIndex: index, validationActions: actions };
    annotate(texts.failureKey, stringifyJson([failure]));
  }
  return actions.includes("Deny") ? [{ ...by, message, reason }] : [];
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
