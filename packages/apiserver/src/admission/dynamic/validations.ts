import type { Value } from "@flux-ts/cel";
import { Budget, holds, policyBudget } from "./expression.ts";
import type { NamedExpression } from "./policy.ts";
import { meetsConditions, withVariables } from "./policy.ts";
import * as texts from "./texts.ts";
import type { ValidatingPolicy, Validation } from "./validating-policy.ts";

/** What a policy has against a write. */
export interface Finding {
  readonly message: string;
  readonly reason: string;
  /** The place of the validation in its list. */
  readonly index: number;
}

/** What a policy says of a write. */
export interface Verdict {
  readonly findings: readonly Finding[];
  /** What is noted in the audit log, by the keys of the policy. */
  readonly annotations: ReadonlyMap<string, string>;
  /** Why there is something that cannot be noted; the write is refused for it, whatever the bindings say. */
  readonly unnoted: readonly string[];
}

const nothing: Verdict = { findings: [], annotations: new Map(), unnoted: [] };

/** Evaluates a policy; where it cannot be evaluated, that is a finding, unless its failures are ignored. */
export function evaluatePolicy(policy: ValidatingPolicy, bindings: ReadonlyMap<string, Value>): Verdict {
  const ignores = policy.failurePolicy === "Ignore";
  const met = meetsConditions(policy.conditions, bindings);
  if (typeof met === "string") {
    return ignores ? nothing : { ...nothing, findings: [{ message: met, reason: "Invalid", index: 0 }] };
  }
  if (!met) return nothing;
  const budget = new Budget(policyBudget);
  const names = withVariables(bindings, policy.variables, budget);
  const findings: Finding[] = [];
  for (const [index, validation] of policy.validations.entries()) {
    if (budget.spent) {
      if (!ignores) findings.push({ message: texts.outOfBudget, reason: "Invalid", index });
      return { ...nothing, findings };
    }
    const outcome = holds(validation.expression, names, budget);
    if (outcome === true || (outcome !== false && ignores)) continue;
    const message = outcome === false ? messageOf(validation, names, budget) : outcome;
    findings.push({ message, reason: validation.reason ?? "Invalid", index });
  }
  return { findings, ...evaluateAnnotations(policy, names, budget) };
}

/** Longer notes are cut. */
const longestNote = 10 * 1024;

function evaluateAnnotations(
  { auditAnnotations, failurePolicy }: ValidatingPolicy,
  names: ReadonlyMap<string, Value>,
  budget: Budget,
): Omit<Verdict, "findings"> {
  const annotations = new Map<string, string>();
  const unnoted: string[] = [];
  for (const annotation of auditAnnotations) {
    const note = noteOf(annotation, names, budget);
    if (!note.ok && failurePolicy === "Fail") unnoted.push(note.problem);
    else if (note.ok && note.text !== "") annotations.set(annotation.name, note.text);
  }
  return { annotations, unnoted };
}

type Note = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string };

/** The text of a note; empty when there is nothing to note. */
function noteOf({ expression }: NamedExpression, names: ReadonlyMap<string, Value>, budget: Budget): Note {
  if (!expression.ok) return { ok: false, problem: texts.resultedInError(expression.text, expression.problem) };
  const result = budget.evaluate(expression.program, names);
  if (!result.ok) return { ok: false, problem: texts.resultedInError(expression.text, result.error.message) };
  return { ok: true, text: typeof result.value === "string" ? result.value.trim().slice(0, longestNote) : "" };
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
