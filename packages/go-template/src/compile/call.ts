import { TemplateError } from "../errors.ts";
import type { Expression, Frame } from "../frame.ts";
import * as messages from "../messages.ts";
import type { Node, Operand } from "../parse/node.ts";
import { printNode } from "../parse/print.ts";
import { FuncError } from "../values/func.ts";
import type { Func } from "../values/func.ts";
import { anyType, reflectType } from "../values/type.ts";
import type { GoType } from "../values/type.ts";
import { isTrue } from "../values/value.ts";
import type { Value } from "../values/value.ts";
import { check } from "./check.ts";
import type { Scope } from "./scope.ts";

interface Call {
  readonly node: Extract<Operand, { readonly kind: "identifier" }>;
  /** What messages of the failed function show. */
  readonly command: Node;
  readonly args: readonly Operand[];
  readonly hasFinal: boolean;
}

/** A call of a function by name. */
export function compileCall(scope: Scope, { node, command, args, hasFinal }: Call): Expression {
  const { name } = node;
  const callee = scope.functions[name] as Func;
  const problem = countProblem(callee, name, args.length, hasFinal);
  if (problem !== undefined) {
    return (frame) => {
      frame.node = node;
      throw frame.fail(problem);
    };
  }
  if (callee.shortCircuit !== undefined)
    return compileShortCircuit(scope, { node, command, args, hasFinal }, callee.shortCircuit);
  const evaluated = args.map((arg, index) => scope.argument(arg, parameterType(callee, index)));
  const written = callee.takesCallee === true && args[0] !== undefined ? printNode(args[0]) : undefined;
  const finalType = hasFinal ? parameterType(callee, args.length) : undefined;
  return (frame, final) => {
    frame.node = node;
    const values: Value[] = written === undefined ? [] : [written];
    for (const evaluate of evaluated) values.push(evaluate(frame, undefined));
    if (hasFinal) values.push(check(frame, final, finalType));
    try {
      frame.run.spend(1 + costOf(values));
      const result = callee.call(values, frame.run);
      if (typeof result === "string") {
        frame.run.checkLength(result.length);
        frame.run.spend(Math.floor(result.length / charactersPerStep));
      } else if (Array.isArray(result)) {
        frame.run.spend(Math.floor((result.length * itemCost) / charactersPerStep));
      }
      return result;
    } catch (error) {
      throw failure(frame, command, name, error);
    }
  };
}

/** Steps for what functions look at: texts and lists take time in proportion to their length. */
function costOf(values: readonly Value[]): number {
  let length = 0;
  for (const value of values) {
    if (typeof value === "string") length += value.length;
    else if (Array.isArray(value)) length += value.length * itemCost;
  }
  return Math.floor(length / charactersPerStep);
}

/** So many characters are looked at or made in the time of a step, or as many items as that is times the cost of one. */
const charactersPerStep = 16;
const itemCost = 16;

/** The type that the argument at `index` must have. */
function parameterType({ params, rest }: Func, index: number): GoType {
  return params[index] ?? rest ?? anyType;
}

function countProblem({ params, rest }: Func, name: string, written: number, hasFinal: boolean): string | undefined {
  const count = written + (hasFinal ? 1 : 0);
  if (rest !== undefined) {
    return count < params.length ? messages.tooFewArguments(name, params.length, written) : undefined;
  }
  return count === params.length ? undefined : messages.wrongArguments(name, params.length, count);
}

function failure(frame: Frame, command: Node, name: string, error: unknown): unknown {
  if (!(error instanceof FuncError || error instanceof TemplateError)) return error;
  frame.node = command;
  return frame.fail(messages.callFailed(name, error.message), error);
}

/** `and` and `or` leave arguments alone that no longer matter. */
function compileShortCircuit(scope: Scope, { node, args, hasFinal }: Call, stopsAt: boolean): Expression {
  const evaluated = args.map((arg) => scope.argument(arg, reflectType));
  return (frame, final) => {
    frame.node = node;
    frame.run.spend(1);
    let value: Value;
    for (const evaluate of evaluated) {
      value = evaluate(frame, undefined);
      if (isTrue(value) === stopsAt) return value;
    }
    return hasFinal ? final : value;
  };
}

/** Arguments of a method, whose parameters are known only when it is called. */
export interface Arguments {
  readonly count: number;
  readonly hasFinal: boolean;
  /** Compiled for the type of the parameter. */
  readonly at: (index: number, type: GoType) => Expression;
}

export function compileArguments(
  scope: Scope,
  use: { readonly args: readonly Operand[]; readonly hasFinal: boolean },
): Arguments {
  const recall = scope.remember();
  const compiled = use.args.map(() => new Map<GoType, Expression>());
  return {
    count: use.args.length,
    hasFinal: use.hasFinal,
    at: (index, type) => {
      const known = compiled[index]?.get(type);
      if (known !== undefined) return known;
      const expression = recall(() => scope.argument(use.args[index] as Operand, type));
      compiled[index]?.set(type, expression);
      return expression;
    },
  };
}

interface MethodCall {
  readonly frame: Frame;
  readonly callee: Func;
  readonly name: string;
  readonly node: Node;
  readonly args?: Arguments;
}

/** Calls a method. */
export function invoke({ frame, callee, name, node, args }: MethodCall, final: Value): Value {
  const count = args?.count ?? 0;
  const hasFinal = args?.hasFinal ?? false;
  const problem = countProblem(callee, name, count, hasFinal);
  if (problem !== undefined) throw frame.fail(problem);
  const values: Value[] = [];
  for (let index = 0; index < count; index++) {
    const evaluate = args?.at(index, parameterType(callee, index));
    values.push(evaluate?.(frame, undefined));
  }
  if (hasFinal) values.push(check(frame, final, parameterType(callee, count)));
  try {
    return callee.call(values, frame.run);
  } catch (error) {
    throw failure(frame, node, name, error);
  }
}
