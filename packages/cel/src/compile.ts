import { check } from "./check/check.ts";
import type { Checked, TypeProblem } from "./check/check.ts";
import { checkLiterals } from "./check/literals.ts";
import { asType, dynType } from "./check/types.ts";
import type { CelType, StructTypes } from "./check/types.ts";
import { callCosts } from "./cost/calls.ts";
import { estimateCost } from "./cost/estimate.ts";
import type { SizeHint } from "./cost/estimate.ts";
import { unbounded } from "./cost/saturating.ts";
import { Frame, LimitExceeded } from "./interpret/frame.ts";
import type { Bindings } from "./interpret/frame.ts";
import { plan } from "./interpret/plan.ts";
import { dialects } from "./library/dialects.ts";
import type { DialectName } from "./library/dialects.ts";
import { mentions } from "./parse/children.ts";
import { parse } from "./parse/parser.ts";
import type { Issue, Source } from "./parse/source.ts";
import { EvalError } from "./values/value.ts";
import type { Value } from "./values/value.ts";

export interface CompileOptions {
  /** The types of variables: as text (`list(string)`), or as made by `schemaType`. */
  readonly variables?: { readonly [name: string]: CelType | string };
  /** The objects that the expression may make. @default none */
  readonly structs?: StructTypes;
  /** @default "kubernetes" */
  readonly dialect?: DialectName;
  /** Without types, any variable and function may be named; what is not there is found out by evaluating. @default true */
  readonly checked?: boolean;
}

export type Compilation =
  | { readonly ok: true; readonly program: Program }
  | {
      readonly ok: false;
      /** `constants`: the expression is well-formed, but a constant in it cannot be what it is converted to. */
      readonly reason: "text" | "constants";
      readonly issues: readonly Issue[];
    };

export type Evaluation =
  | { readonly ok: true; readonly value: Value; readonly cost: number }
  | { readonly ok: false; readonly error: EvaluationError; readonly cost: number };

export interface EvaluationError {
  readonly code: "failed" | "too-expensive";
  readonly message: string;
}

export interface EvaluateOptions {
  /** In cel-go's units of cost. @default 1,000,000, what the API server allows a rule */
  readonly costLimit?: number;
}

/** An expression that is ready to be evaluated any number of times. */
export interface Program {
  /** `dyn` when types were not checked. */
  readonly type: CelType;
  /**
   * What an evaluation costs at most, in cel-go's units, by what is known of the sizes of variables: up to 2^64 - 1.
   * Of expressions whose types were not checked, nothing is known.
   */
  estimate(sizes?: ReadonlyMap<string, SizeHint>): bigint;
  /** Whether the value may depend on a variable. */
  mentions(variable: string): boolean;
  /** Never throws, and ends: what is too expensive is stopped. */
  evaluate(bindings: Bindings | { readonly [name: string]: Value }, options?: EvaluateOptions): Evaluation;
}

const defaultCostLimit = 1_000_000;

/** Parses an expression, checks its types and makes it ready for evaluation. Never throws. */
export function compileCel(text: string, options: CompileOptions = {}): Compilation {
  const { variables = {}, structs, dialect = "kubernetes", checked = true } = options;
  const { functions, literals, ...grammar } = dialects[dialect];
  const parsed = parse(text, grammar);
  if (!parsed.ok) return { ok: false, reason: "text", issues: parsed.issues };
  const { expr, source } = parsed;
  const types = new Map(Object.entries(variables).map(([name, type]) => [name, asType(type)]));
  const dotted = new Set([...types.keys()].filter((name) => name.includes(".")));
  let type = dynType;
  let resolved: Checked["overloads"] = new Map();
  let estimate: Program["estimate"] = () => unbounded;
  if (checked) {
    const result = check(expr, { variables: types, functions, structs });
    if (!result.ok) return refused(result.problems, source);
    const problems = literals === undefined ? [] : checkLiterals(expr, result.checked, literals);
    if (problems.length > 0) return refused(problems, source);
    ({ type, overloads: resolved } = result.checked);
    estimate = (sizes = new Map()) => estimateCost(expr, result.checked, sizes);
  }
  const broken: Issue[] = [];
  const refuse = ({ message }: EvalError): void => void broken.push({ location: undefined, message });
  const { run } = plan(expr, {
    functions,
    resolved,
    costs: callCosts,
    dotted,
    structs,
    locals: new Map(),
    plans: new Map(),
    refuse,
  });
  if (literals?.conversions === true && broken.length > 0) return { ok: false, reason: "constants", issues: broken };
  return {
    ok: true,
    program: {
      type,
      estimate,
      mentions: (variable) => mentions(expr, variable),
      evaluate: (bindings, options) => evaluate(run, bindings, options),
    },
  };
}

function refused(problems: readonly TypeProblem[], source: Source): Compilation {
  const issues = problems.map(({ at, message }) => ({ location: source.locate(at), message }));
  return { ok: false, reason: "text", issues };
}

function evaluate(
  run: ReturnType<typeof plan>["run"],
  bindings: Bindings | { readonly [name: string]: Value },
  { costLimit = defaultCostLimit }: EvaluateOptions = {},
): Evaluation {
  const frame = new Frame(bindings instanceof Map ? bindings : new Map(Object.entries(bindings)), costLimit);
  try {
    const value = run(frame);
    if (!(value instanceof EvalError)) return { ok: true, value, cost: frame.cost };
    return { ok: false, error: { code: "failed", message: value.message }, cost: frame.cost };
  } catch (error) {
    if (!(error instanceof LimitExceeded)) throw error;
    return { ok: false, error: { code: "too-expensive", message: error.message }, cost: frame.cost };
  }
}
