import type { Call, Expr, Ident, Select } from "../parse/ast.ts";
import { qualifiedName } from "../parse/ast.ts";
import { ListValue, listOf } from "../values/list.ts";
import { mapOf } from "../values/map.ts";
import { EvalError, noSuchOverload, OptionalValue, TypeValue } from "../values/value.ts";
import type { Result, Value } from "../values/value.ts";
import { listCost, mapCost } from "../cost/sizes.ts";
import { dispatchAmong } from "./dispatch.ts";
import type { Dispatch } from "./dispatch.ts";
import type { Overload } from "../library/define.ts";
import type { Frame } from "./frame.ts";
import { planFold } from "./fold.ts";
import { isPresent, qualify, qualifyOptional } from "./qualify.ts";
import { constant, evaluated } from "./step.ts";
import type { CallCosts, Plan, Scope, Step } from "./step.ts";

const typeNames: ReadonlyMap<string, TypeValue> = new Map(
  [
    "bool",
    "bytes",
    "double",
    "int",
    "list",
    "map",
    "null_type",
    "string",
    "type",
    "uint",
    "optional_type",
    "google.protobuf.Timestamp",
    "google.protobuf.Duration",
  ].map((name) => [name, new TypeValue(name)]),
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
      return planList(expr.items.map(({ value, optional }) => ({ plan: plan(value, scope), optional })));
    case "map":
      return planMap(
        expr.entries.map(({ key, value, optional }) => ({
          key: plan(key, scope),
          value: plan(value, scope),
          optional,
        })),
      );
    case "struct":
      return failing(`unknown type: ${expr.name}`);
    case "fold":
      return planFold(expr, scope, plan);
  }
}

function failing(message: string): Plan {
  const error = new EvalError(message);
  return evaluated(() => error);
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
  return planVariable(name.replace(/^\./, ""), cost);
}

function planVariable(name: string, cost: number): Plan {
  const type = typeNames.get(name);
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
  if (name !== undefined) return planVariable(name, charged ? 1 : 0);
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
function rootName(expr: Select, { locals, dotted }: Scope): string | undefined {
  const name = expr.test ? undefined : qualifiedName(expr)?.replace(/^\./, "");
  if (name === undefined || !(dotted.has(name) || typeNames.has(name))) return undefined;
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
  switch (expr.name) {
    case "_&&_":
    case "_||_":
      return planLogical(expr, scope);
    case "_?_:_":
      return planChoice(expr, scope);
    case "_[_]":
    case "_[?_]":
    case "_?._":
      return planIndex(expr, scope, true);
    case "@not_strictly_false":
      return planNotFalse(expr, scope);
    default:
      return planFunction(expr, scope);
  }
}

/** One operand may decide alone, whatever the other one is, even an error. */
function planLogical({ name, args }: Call, scope: Scope): Plan {
  const [left, right] = args.map((arg) => plan(arg, scope).run) as [Step, Step];
  const decisive = name === "_||_";
  return evaluated((frame) => {
    const first = left(frame);
    if (first === decisive) return decisive;
    const second = right(frame);
    if (second === decisive) return decisive;
    if (first === !decisive && second === !decisive) return !decisive;
    if (first instanceof EvalError) return first;
    return second instanceof EvalError ? second : noSuchOverload;
  });
}

function planChoice({ args }: Call, scope: Scope): Plan {
  const [condition, yes, no] = args as readonly [Expr, Expr, Expr];
  const test = plan(condition, scope).run;
  const [first, second] = [yes, no].map((branch) => planAttribute(branch, scope, false).run) as [Step, Step];
  return evaluated((frame) => {
    const chosen = test(frame);
    if (typeof chosen === "boolean") return chosen ? first(frame) : second(frame);
    return chosen instanceof EvalError ? chosen : noSuchOverload;
  });
}

/** The condition of loops that may end early: an error does not end them. */
function planNotFalse({ args: [arg] }: Call, scope: Scope): Plan {
  const value = plan(arg as Expr, scope).run;
  return evaluated((frame) => {
    const result = value(frame);
    frame.charge(1);
    return result !== false;
  });
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

interface PlannedItem {
  readonly plan: Plan;
  readonly optional: boolean;
}

function planList(items: readonly PlannedItem[]): Plan {
  const values = items.map(({ plan, optional }) => (optional ? undefined : plan.constant));
  if (values.every((value) => value !== undefined)) return constant(listOf(values));
  return evaluated((frame) => {
    const list: Value[] = [];
    frame.charge(listCost);
    for (const { plan, optional } of items) {
      const value = plan.run(frame);
      if (value instanceof EvalError) return value;
      const item = optional ? unwrapped(value) : value;
      if (item instanceof EvalError) return item;
      if (item !== undefined) list.push(item);
    }
    return listOf(list);
  });
}

/** The value of an optional; undefined when there is none. */
function unwrapped(value: Value): Value | undefined | EvalError {
  if (value instanceof OptionalValue) return value.value;
  return new EvalError(`cannot initialize optional list element from non-optional value`);
}

interface PlannedEntry {
  readonly key: Plan;
  readonly value: Plan;
  readonly optional: boolean;
}

function planMap(entries: readonly PlannedEntry[]): Plan {
  const run: Step = (frame) => {
    const found: [Value, Value][] = [];
    frame.charge(mapCost);
    for (const { key, value, optional } of entries) {
      const at = key.run(frame);
      if (at instanceof EvalError) return at;
      const result = value.run(frame);
      if (result instanceof EvalError) return result;
      const item = optional ? unwrapped(result) : result;
      if (item instanceof EvalError) return item;
      if (item !== undefined) found.push([at, item]);
    }
    return mapOf(found);
  };
  const constants = entries.map(({ key, value, optional }) =>
    optional || key.constant === undefined || value.constant === undefined
      ? undefined
      : ([key.constant, value.constant] as const),
  );
  if (constants.every((entry) => entry !== undefined)) return constant(mapOf(constants));
  return evaluated(run);
}
