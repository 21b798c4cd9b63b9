import type { StructTypes } from "../check/types.ts";
import type { Expr } from "../parse/ast.ts";
import type { Overload } from "../library/define.ts";
import type { EvalError, Result, Value } from "../values/value.ts";
import type { Functions } from "./dispatch.ts";
import type { Frame } from "./frame.ts";

/** Evaluates an expression. */
export type Step = (frame: Frame) => Result;

/** What an expression became. */
export interface Plan {
  readonly run: Step;
  /** The value, when it is known without evaluating; it then costs nothing. */
  readonly constant: Value | undefined;
}

/** Makes closures of an expression, so that it can be evaluated many times. */
export type Planner = (expr: Expr, scope: Scope) => Plan;

/** What names mean at some place of an expression. */
export interface Scope {
  readonly functions: Functions;
  /** The overloads that calls mean, as far as their types are known. */
  readonly resolved: ReadonlyMap<Expr, readonly Overload[]>;
  /** What a call of an overload costs, for the overloads that do not cost 1. */
  readonly costs: CallCosts;
  /** Names of declared variables with dots in them: `a.b` may be one. */
  readonly dotted: ReadonlySet<string>;
  /** The objects that may be made. */
  readonly structs: StructTypes | undefined;
  /** The places of the variables of loops around. */
  readonly locals: ReadonlyMap<string, number>;
  /** Is told why a conversion of a constant fails. */
  readonly refuse: (error: EvalError) => void;
  /** What has been planned here: macros may use a part twice. */
  readonly plans: Map<Expr, Plan>;
}

/** The cost of a call by overload. It need not be exact once it is above the limit. */
export type CallCosts = ReadonlyMap<string, (args: readonly Value[], limit: number) => number>;

export function constant(value: Value): Plan {
  return { run: () => value, constant: value };
}

export function evaluated(run: Step): Plan {
  return { run, constant: undefined };
}
