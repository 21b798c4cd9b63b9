import { canonicalJson } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { showValue } from "@flux-ts/kube-schema";
import type { Evaluation } from "../compile.ts";
import { OptionalValue } from "../values/value.ts";
import type { Value } from "../values/value.ts";
import { compileRules } from "./compile-rules.ts";
import type { CompiledRule, CompiledRules, ValidationRule } from "./compile-rules.ts";
import * as texts from "./texts.ts";

/** A schema that has rules; the same object every time, as compiled rules are kept by it. */
export interface RuleSchema {
  readonly source: JsonObject;
  readonly rules: readonly ValidationRule[];
}

/** A value whose schema has rules. */
export interface RuleSite {
  readonly schema: RuleSchema;
  readonly value: JsonValue;
  /** The value before an update; undefined when there was none, or none that continues it. */
  readonly old: JsonValue | undefined;
  /** Empty for the object itself. */
  readonly path: string;
}

/** What becomes an entry of `details.causes` of a Status. */
export interface RuleCause {
  readonly type: RuleCauseType;
  readonly field: string;
  readonly message: string;
}

export type RuleCauseType =
  | "FieldValueInvalid"
  | "FieldValueForbidden"
  | "FieldValueRequired"
  | "FieldValueDuplicate"
  | "InternalError";

export interface RuleFailure extends RuleCause {
  /** Whether the rule is about a change. */
  readonly transition: boolean;
}

export interface ValidationRules {
  evaluate(site: RuleSite): readonly RuleFailure[];
}

/** What all rules of one object may cost together. */
const budgetOfObject = 10_000_000;
/** What one evaluation of a rule may cost. */
const budgetOfCall = 1_000_000;

export interface BudgetOptions {
  /** What all rules of the object may cost together, in cel-go's units. @default 10,000,000 */
  readonly budget?: number;
}

const compiled = new WeakMap<RuleSchema, { readonly root: boolean; readonly rules: CompiledRules | undefined }>();

function rulesOf(schema: RuleSchema, root: boolean): CompiledRules | undefined {
  const known = compiled.get(schema);
  if (known !== undefined && known.root === root) return known.rules;
  const rules = compileRules(schema.source, schema.rules, { root });
  compiled.set(schema, { root, rules });
  return rules;
}

/**
 * Evaluates `x-kubernetes-validations` as the API server does. One instance serves the validation of one object: once
 * its rules have cost too much, no further ones are evaluated.
 */
export function createValidationRules({ budget = budgetOfObject }: BudgetOptions = {}): ValidationRules {
  return new ObjectRules(budget);
}

class ObjectRules implements ValidationRules {
  #budget: number;

  constructor(budget: number) {
    this.#budget = budget;
  }

  evaluate(site: RuleSite): readonly RuleFailure[] {
    const rules = this.#budget < 0 ? undefined : rulesOf(site.schema, site.path === "");
    if (rules === undefined) return [];
    const causes: RuleFailure[] = [];
    for (const rule of rules.rules) {
      if (this.#budget < 0) break;
      const cause = this.#evaluateRule(rule, site, rules);
      if (cause !== undefined) causes.push({ ...cause, transition: rule.transition });
    }
    return causes;
  }

  #evaluateRule(rule: CompiledRule, site: RuleSite, { shape }: CompiledRules): RuleCause | undefined {
    const { program, problem, transition } = rule;
    if (problem !== undefined) return failure(site, texts.notCompiled(problem));
    if (program === undefined) return undefined;
    const optional = rule.rule.optionalOldSelf === true;
    if (transition && site.old === undefined && !optional) return undefined;
    const old = site.old === undefined ? undefined : shape.read(site.old);
    const bindings = new Map<string, Value>([["self", shape.read(site.value)]]);
    if (optional) bindings.set("oldSelf", old === undefined ? OptionalValue.none : OptionalValue.of(old));
    else if (old !== undefined) bindings.set("oldSelf", old);
    const result = program.evaluate(bindings, { costLimit: budgetOfCall });
    if (!this.#pay(result)) return failure(site, this.#overspent(result, rule));
    if (!result.ok) return failure(site, texts.notEvaluated(result.error.message, nameOf(rule.rule)));
    if (result.value === true) return undefined;
    return this.#broken(rule, site, bindings);
  }

  /** Whether an evaluation was within all limits. */
  #pay(evaluation: Evaluation): boolean {
    this.#budget -= evaluation.cost;
    const tooExpensive = !evaluation.ok && evaluation.error.code === "too-expensive";
    if (tooExpensive || this.#budget < 0) this.#budget = -1;
    return this.#budget >= 0;
  }

  #overspent(evaluation: Evaluation, { rule }: CompiledRule): string {
    const tooExpensive = !evaluation.ok && evaluation.error.code === "too-expensive";
    return tooExpensive ? texts.callTooExpensive(evaluation.error.message, nameOf(rule)) : texts.objectTooExpensive;
  }

  #broken(compiled: CompiledRule, { path, value }: RuleSite, bindings: ReadonlyMap<string, Value>): RuleCause {
    const { rule, field = "" } = compiled;
    const detail = this.#message(compiled, bindings) ?? (rule.message?.trim() || texts.failedRule(rule.rule));
    const at = (path + field).replace(/^\./, "") || texts.noField;
    switch (rule.reason) {
      case "FieldValueForbidden":
        return { type: rule.reason, field: at, message: `Forbidden: ${detail}` };
      case "FieldValueRequired":
        return { type: rule.reason, field: at, message: `Required value: ${detail}` };
      case "FieldValueDuplicate":
        return { type: rule.reason, field: at, message: `Duplicate value${shown(value, ": ")}` };
      default:
        return { type: "FieldValueInvalid", field: at, message: `Invalid value: ${shown(value, "", ": ")}${detail}` };
    }
  }

  /** The message that an expression gives; undefined when it gives none that is fit to be shown. */
  #message({ message }: CompiledRule, bindings: ReadonlyMap<string, Value>): string | undefined {
    if (message === undefined) return undefined;
    const result = message.evaluate(bindings, { costLimit: Math.min(budgetOfCall, this.#budget) });
    this.#pay(result);
    if (!result.ok || typeof result.value !== "string") return undefined;
    const text = result.value.trim();
    const fits = text !== "" && !text.includes("\n") && utf8Length(text) <= longestMessage;
    return fits ? text : undefined;
  }
}

/** Messages that are longer, in bytes, are not shown. */
const longestMessage = 5 * 1024;

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** A rule that cannot be evaluated is spoken of by its message. */
function nameOf({ rule, message = "" }: ValidationRule): string {
  return message.trim() === "" ? rule : message;
}

/** Objects and lists are not shown in messages. */
function shown(value: JsonValue, before: string, after = ""): string {
  return typeof value === "object" && value !== null ? "" : `${before}${showValue(value)}${after}`;
}

function failure({ schema, path }: RuleSite, detail: string): RuleCause {
  const type = canonicalJson(schema.source["type"] ?? "");
  return { type: "FieldValueInvalid", field: path || texts.noField, message: `Invalid value: ${type}: ${detail}` };
}
