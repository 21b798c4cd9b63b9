import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { CelType, Value } from "@flux-ts/cel";
import { EvalError, LazyMap, objectType } from "@flux-ts/cel";
import { objectsIn } from "../../resources/entries.ts";
import { namesOf } from "./environment.ts";
import type { Expression, Variables } from "./expression.ts";
import { Budget, compileExpression, conditionsBudget, holds } from "./expression.ts";
import type { MatchRules } from "./match.ts";
import { readMatch } from "./match.ts";
import * as texts from "./texts.ts";

/** A named expression: a variable, or a condition that must hold. */
export interface NamedExpression {
  readonly name: string;
  readonly expression: Expression;
}

/** What policies that validate and that mutate have in common. */
export interface Policy {
  readonly name: string;
  readonly match: MatchRules;
  readonly failurePolicy: "Fail" | "Ignore";
  readonly paramKind: { readonly apiVersion: string; readonly kind: string } | undefined;
  readonly conditions: readonly NamedExpression[];
  readonly variables: readonly NamedExpression[];
}

export interface CompiledPolicy {
  readonly policy: Policy;
  /** What the other expressions of the policy may name. */
  readonly names: Variables;
  /** The same without the authorizer. */
  readonly messageNames: Variables;
}

/** Compiles a policy. Its expressions are compiled as far as they can be; what cannot fails when it is asked. */
export function compilePolicy(object: KubeObject): CompiledPolicy {
  const spec = specOf(object);
  const { paramKind, failurePolicy, matchConstraints } = spec;
  const params = isJsonObject(paramKind);
  const match = isJsonObject(matchConstraints) ? matchConstraints : {};
  const { variables, type } = compileVariables(objectsIn(spec["variables"]), params);
  // Without variables there is nothing of that name.
  const together = variables.length === 0 ? undefined : type;
  return {
    policy: {
      name: object.metadata.name,
      match: readMatch(match, match["resourceRules"]),
      failurePolicy: failurePolicy === "Ignore" ? "Ignore" : "Fail",
      paramKind: params ? { apiVersion: textIn(paramKind, "apiVersion"), kind: textIn(paramKind, "kind") } : undefined,
      conditions: compileConditions(objectsIn(spec["matchConditions"]), params),
      variables,
    },
    names: namesOf({ params, authorizer: true, variables: together }),
    messageNames: namesOf({ params, authorizer: false, variables: together }),
  };
}

export function specOf(object: KubeObject): JsonObject {
  return isJsonObject(object["spec"]) ? object["spec"] : {};
}

export function textIn(object: JsonObject, key: string): string {
  const value = object[key];
  return typeof value === "string" ? value : "";
}

/** Conditions do not see variables. */
export function compileConditions(conditions: readonly JsonObject[], params: boolean): readonly NamedExpression[] {
  const names = namesOf({ params, authorizer: true, variables: undefined });
  return conditions.map((condition) => ({
    name: textIn(condition, "name"),
    expression: compileExpression(textIn(condition, "expression"), names, { results: ["bool"] }),
  }));
}

interface CompiledVariables {
  readonly variables: readonly NamedExpression[];
  /** The type of all of them together. */
  readonly type: CelType;
}

/** Each variable sees those before it. */
function compileVariables(variables: readonly JsonObject[], params: boolean): CompiledVariables {
  const types: { [name: string]: CelType } = {};
  const together = (): CelType => objectType("kubernetes.variables", types);
  const compiled = variables.map((variable) => {
    const name = textIn(variable, "name");
    const names = namesOf({ params, authorizer: true, variables: together() });
    const expression = compileExpression(textIn(variable, "expression"), names);
    types[name] = expression.ok ? expression.program.type : { kind: "dyn" };
    return { name, expression };
  });
  return { variables: compiled, type: together() };
}

/** The names of a write, with those variables that a policy adds. They are evaluated when they are read. */
export function withVariables(
  bindings: ReadonlyMap<string, Value>,
  variables: readonly NamedExpression[],
  budget: Budget,
): ReadonlyMap<string, Value> {
  const all = new Map(bindings);
  const makers = variables.map(({ name, expression }) => {
    const make = (): Value | EvalError => {
      if (!expression.ok) return new EvalError(texts.variableFails(name, expression.problem));
      const result = budget.evaluate(expression.program, all);
      return result.ok ? result.value : new EvalError(texts.variableFails(name, result.error.message));
    };
    return [name, make] as const;
  });
  all.set("variables", new LazyMap(new Map(makers)));
  return all;
}

/** Whether all conditions hold; a single one that does not decides. Otherwise why that is not known. */
export function meetsConditions(
  conditions: readonly NamedExpression[],
  names: ReadonlyMap<string, Value>,
): boolean | string {
  const budget = new Budget(conditionsBudget);
  const errors: string[] = [];
  for (const { expression } of conditions) {
    const outcome = holds(expression, names, budget);
    if (outcome === false) return false;
    if (outcome !== true) errors.push(outcome);
  }
  if (errors.length === 0) return true;
  return errors.length === 1 ? errors.join("") : `[${errors.join(", ")}]`;
}
