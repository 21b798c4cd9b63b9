import type { CelType, Evaluation, Program, StructTypes, Value } from "@flux-ts/cel";
import { compileCel, formatIssues, formatType } from "@flux-ts/cel";
import { resultedInError } from "./texts.ts";

/** An expression of a policy or webhook, or why it cannot be evaluated. */
export type Expression =
  | { readonly ok: true; readonly text: string; readonly program: Program }
  | { readonly ok: false; readonly text: string; readonly problem: string };

export type Variables = { readonly [name: string]: CelType | string };

export interface ExpressionRules {
  /** The types that its value may have. @default any */
  readonly results?: readonly string[];
  /** The objects that it may make, for expressions that say how an object changes. @default none */
  readonly structs?: StructTypes;
}

/** Compiles an expression that may use some variables. */
export function compileExpression(
  text: string,
  variables: Variables,
  { results = [], structs }: ExpressionRules = {},
): Expression {
  const compiled = compileCel(text, { variables, ...(structs && { structs, dialect: "mutation" }) });
  if (!compiled.ok) {
    const { reason, issues } = compiled;
    const problem =
      reason === "text"
        ? `compilation failed: ${formatIssues(text, issues)}`
        : `program instantiation failed: ${issues[0]?.message ?? ""}`;
    return { ok: false, text, problem };
  }
  const type = formatType(compiled.program.type);
  if (results.length === 0 || results.includes(type)) return { ok: true, text, program: compiled.program };
  // Null has another name in what is said about results.
  const [found = "", ...wanted] = [type, ...results].map((result) => (result === "null" ? "null_type" : result));
  const list = wanted.length === 1 ? (wanted[0] ?? "") : `one of [${wanted.join(" ")}]`;
  return { ok: false, text, problem: `must evaluate to ${list} but got ${found}` };
}

/** Whether an expression is true, or why that is not known. */
export function holds(expression: Expression, names: ReadonlyMap<string, Value>, budget: Budget): boolean | string {
  if (!expression.ok) return resultedInError(expression.text, expression.problem);
  const result = budget.evaluate(expression.program, names);
  return result.ok ? result.value === true : resultedInError(expression.text, result.error.message);
}

/** What all expressions of a policy may cost together for one write, and its conditions; in cel-go's units. */
export const policyBudget = 10_000_000;
export const conditionsBudget = 2_500_000;
/** What one evaluation may cost. */
const callBudget = 1_000_000;

/** Evaluates expressions until a budget is spent. */
export class Budget {
  #left: number;

  constructor(budget: number) {
    this.#left = budget;
  }

  get spent(): boolean {
    return this.#left < 0;
  }

  evaluate(program: Program, bindings: Parameters<Program["evaluate"]>[0]): Evaluation {
    const evaluation = program.evaluate(bindings, { costLimit: callBudget });
    this.#left -= evaluation.cost;
    return evaluation;
  }
}
