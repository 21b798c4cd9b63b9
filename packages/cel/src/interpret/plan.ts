import type { Call, Expr, Ident, Select, StructExpr } from "../parse/ast.ts";
import { qualifiedName } from "../parse/ast.ts";
import { ListValue } from "../values/list.ts";
import { EvalError, OptionalValue, TypeValue } from "../values/value.ts";
import type { Result, Value } from "../values/value.ts";
import { typeNames } from "../check/type-names.ts";
import { dispatchAmong } from "./dispatch.ts";
import type { Dispatch } from "./dispatch.ts";
import type { Overload } from "../library/define.ts";
import type { Frame } from "./frame.ts";
import { planChoice, planLogical, planNotFalse } from "./choice.ts";
import { planFold } from "./fold.ts";
import { planList, planMap, planStruct } from "./literals.ts";
import { isPresent, qualify, qualifyOptional } from "./qualify.ts";
import { constant, evaluated } from "./step.ts";
import type { CallCosts, Plan, Scope, Step } from "./step.ts";

const typeValues: ReadonlyMap<string, TypeValue> = new Map(
  [...typeNames.keys()].map((name) => [name, new TypeValue(name)]),
);

/** Makes closures of an expression, so that it can be evaluated many times. */
export function plan(expr: Expr, scope: Scope): Plan {
  const known = scope.plans.get(expr);
  if (known !== undefined) return known;
  const made = makePlan(expr, scope);
  scope.plans.set(expr, made);
  return made;
}

function makePlan(expr: Expr, scope: Scope): Plan {
  switch (expr.kind) {
    case "literal":
      return constant(expr.value);
    case "ident":
    case "select":
      return planAttribute(expr, scope, true);
    case "call":
      return planCall(expr, scope);
    case "list":
      return planList(expr, (part) => plan(part, scope));
    case "map":
      return planMap(expr, (part) => plan(part, scope));
    case "struct":
      return planObject(expr, scope);
    case "fold":
      return planFold(expr, scope, plan);
  }
}

function planObject(expr: StructExpr, scope: Scope): Plan {
  const type = scope.structs?.(expr.name.replace(/^\./, ""));
  if (type !== undefined) return planStruct(type, expr, (part) => plan(part, scope));
  const unknown = new EvalError(`unknown type: ${expr.name}`);
  return evaluated(() => unknown);
}

/**
 * Plans a variable, field or item. The variable costs 1, and each step from there does. Without `charged`, the variable
 * is free: cel-go counts it with what it is part of, a choice by `?:` or an index.
 */
function planAttribute(expr: Expr, scope: Scope, charged: boolean): Plan {
  switch (expr.kind) {
    case "ident":
      return planName(expr, scope, charged);
    case "select":
      return planSelect(expr, scope, charged);
    case "call":
      if (expr.name === "_[_]" || expr.name === "_[?_]" || expr.name === "_?._") return planIndex(expr, scope, charged);
      return plan(expr, scope);
    default:
      return plan(expr, scope);
  }
}

function isAttribute(expr: Expr): boolean {
  if (expr.kind === "call") return expr.name === "_[_]" || expr.name === "_[?_]" || expr.name === "_?._";
  return expr.kind === "ident" || (expr.kind === "select" && !expr.test);
}

function planName({ name }: Ident, scope: Scope, charged: boolean): Plan {
  const local = scope.locals.get(name);
  const cost = charged ? 1 : 0;
  if (local !== undefined) {
    return evaluated((frame) => {
      frame.charge(cost);
      return frame.locals[local] as Result;
    });
  }
  return planVariable(name.replace(/^\./, ""), scope, cost);
}

function planVariable(name: string, { structs, refuse }: Scope, cost: number): Plan {
  const type = typeValues.get(name);
  // Types of objects are known to be types, but are no values.
  if (structs?.(name) !== undefined) refuse(new EvalError(`reference to undefined type: ${name}`));
  const missing = new EvalError(`no such attribute(s): ${name}`);
  if (type !== undefined) return { run: ({ bindings }) => bindings.get(name) ?? type, constant: type };
  return evaluated((frame) => {
    frame.charge(cost);
    const value = frame.bindings.get(name);
    return value === undefined ? missing : value;
  });
}

function planSelect(expr: Select, scope: Scope, charged: boolean): Plan {
  const name = rootName(expr, scope);
  if (name !== undefined) return planVariable(name, scope, charged ? 1 : 0);
  const { field } = expr;
  const operand = planOperand(expr.operand, scope, charged);
  if (expr.test) return evaluated(over(operand, (value) => isPresent(value, field)));
  return evaluated(
    over(operand, (value, frame) => {
      const found = qualify(value, field);
      if (isCharged(found, value instanceof OptionalValue)) frame.charge(1);
      return found;
    }),
  );
}

/** `a.b` as the name of a variable or type, when nothing closer is called `a`. */
function rootName(expr: Select, { locals, dotted, structs }: Scope): string | undefined {
  const name = expr.test ? undefined : qualifiedName(expr)?.replace(/^\./, "");
  if (name === undefined || !(dotted.has(name) || typeNames.has(name) || structs?.(name))) return undefined;
  return locals.has(name.slice(0, name.indexOf("."))) ? undefined : name;
}

/** What a field or item is taken from. */
function planOperand(expr: Expr, scope: Scope, charged: boolean): Step {
  if (isAttribute(expr)) return planAttribute(expr, scope, charged).run;
  const operand = plan(expr, scope).run;
  if (!charged) return operand;
  return (frame) => {
    frame.charge(1);
    return operand(frame);
  };
}

function over(operand: Step, then: (value: Value, frame: Frame) => Result): Step {
  return (frame) => {
    const value = operand(frame);
    return value instanceof EvalError ? value : then(value, frame);
  };
}

/** Looking for what may be absent is free when it is. */
function isCharged(found: Result, optional: boolean): boolean {
  return !(optional && (found === OptionalValue.none || found instanceof EvalError));
}

function planIndex(expr: Call, scope: Scope, charged: boolean): Plan {
  const [first, second] = expr.args as readonly [Expr, Expr];
  const operand = planOperand(first, scope, charged);
  const key = planAttribute(second, scope, false).run;
  const optional = expr.name !== "_[_]";
  return evaluated(
    over(operand, (value, frame) => {
      if (value === OptionalValue.none) return value;
      const at = key(frame);
      if (at instanceof EvalError) return at;
      const found = optional ? qualifyOptional(value, at) : qualify(value, at);
      if (isCharged(found, optional || value instanceof OptionalValue)) frame.charge(1);
      return found;
    }),
  );
}

function planCall(expr: Call, scope: Scope): Plan {
  const step = (index: number): Step => plan(expr.args[index] as Expr, scope).run;
  // A variable that is chosen is counted with the choice.
  const chosen = (index: number): Step => planAttribute(expr.args[index] as Expr, scope, false).run;
  switch (expr.name) {
    case "_&&_":
    case "_||_":
      return planLogical(expr.name, step(0), step(1));
    case "_?_:_":
      return planChoice(step(0), chosen(1), chosen(2));
    case "_[_]":
    case "_[?_]":
    case "_?._":
      return planIndex(expr, scope, true);
    case "@not_strictly_false":
      return planNotFalse(step(0));
    default:
      return planFunction(expr, scope);
  }
}

/** Conversions of constants are done once. */
const conversions: ReadonlySet<string> = new Set([
  "bool",
  "bytes",
  "double",
  "duration",
  "dyn",
  "int",
  "string",
  "timestamp",
  "type",
  "uint",
]);

function planFunction(expr: Call, scope: Scope): Plan {
  const { name, args, member } = resolve(expr, scope);
  const plans = args.map((arg) => plan(arg, scope));
  const overloads = scope.resolved.get(expr) ?? scope.functions.get(name) ?? [];
  const fitting = overloads.filter((overload) => overload.member === member && overload.args.length === args.length);
  const dispatch = dispatchAmong(name, fitting);
  const [only] = fitting.length === 1 ? fitting : [];
  if (member && plans.length === 2 && (name === "or" || name === "orValue")) return planAlternative(name, plans);
  if (conversions.has(name) || name === "@in") {
    const value = valueOf(plans, dispatch);
    if (value !== undefined && !(value instanceof EvalError)) return constant(value);
    if (value !== undefined && name !== "@in") scope.refuse(value);
  }
  const free = name === "@in" && plans[1]?.constant instanceof ListValue;
  return evaluated(invocation({ plans, dispatch, only }, free ? membershipIsFree : scope.costs));
}

/** cel-go makes a set of a list of constants. */
const membershipIsFree: CallCosts = new Map([["in_list", () => 0]]);

/** The value of a call with constants; undefined when there are others. */
function valueOf(plans: readonly Plan[], dispatch: Dispatch): Result | undefined {
  const values = plans.map(({ constant }) => constant);
  if (!values.every((value) => value !== undefined)) return undefined;
  const overload = dispatch(values);
  return overload instanceof EvalError ? overload : overload.invoke(values);
}

interface Invocation {
  readonly plans: readonly Plan[];
  readonly dispatch: Dispatch;
  /** The overload, when there is but one. */
  readonly only: Overload | undefined;
}

function invocation({ plans, dispatch, only }: Invocation, costs: CallCosts): Step {
  const steps = plans.map(({ run }) => run);
  return (frame) => {
    const values: Value[] = [];
    let failed: EvalError | undefined;
    for (const step of steps) {
      const value = step(frame);
      if (value instanceof EvalError) failed ??= value;
      // Costs take an error for something without parts, as null is.
      values.push(value instanceof EvalError ? null : value);
    }
    if (failed !== undefined) {
      frame.charge((only && costs.get(only.id)?.(values, frame.left)) ?? 1);
      return failed;
    }
    const overload = dispatch(values);
    if (overload instanceof EvalError) {
      frame.charge(1);
      return overload;
    }
    frame.charge(costs.get(overload.id)?.(values, frame.left) ?? 1);
    return overload.invoke(values);
  };
}

/** `a.or(b)` and `a.orValue(b)` do not evaluate what is not needed, and cost nothing themselves. */
function planAlternative(name: string, plans: readonly Plan[]): Plan {
  const [first, second] = plans.map(({ run }) => run) as [Step, Step];
  return evaluated(
    over(first, (value, frame) => {
      if (!(value instanceof OptionalValue)) return value;
      if (value.value === undefined) return second(frame);
      return name === "or" ? value : value.value;
    }),
  );
}

interface Resolved {
  readonly name: string;
  readonly member: boolean;
  readonly args: readonly Expr[];
}

/** What is called: `sets.contains(a, b)` looks like a call on `sets`, and is none. */
function resolve({ name, target, args }: Call, { functions }: Pick<Scope, "functions">): Resolved {
  if (target === undefined) return { name: name.replace(/^\./, ""), member: false, args };
  const prefix = qualifiedName(target)?.replace(/^\./, "");
  const qualified = `${prefix}.${name}`;
  if (prefix !== undefined && functions.has(qualified)) return { name: qualified, member: false, args };
  return { name, member: true, args: [target, ...args] };
}
