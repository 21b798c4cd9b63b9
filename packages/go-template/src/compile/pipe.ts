import type { Expression } from "../frame.ts";
import * as messages from "../messages.ts";
import type { Command, Operand, Pipe } from "../parse/node.ts";
import { printNode } from "../parse/print.ts";
import type { Value } from "../values/value.ts";
import { compileCall } from "./call.ts";
import { refuseArguments } from "./check.ts";
import { compileReference } from "./field.ts";
import { constantOf } from "./literal.ts";
import type { Scope } from "./scope.ts";

/** A pipe with its declarations, which are known behind it. */
export function compilePipe(scope: Scope, pipe: Pipe): Expression {
  const evaluate = compilePipeValue(scope, pipe);
  const [name] = pipe.variables;
  if (name === undefined) return evaluate;
  const slot = pipe.isAssign ? scope.slotOf(name) : scope.declare(name);
  return (frame) => {
    const value = evaluate(frame, undefined);
    if (slot === undefined) throw frame.fail(messages.undefinedVariable(name));
    frame.variables[slot] = value;
    frame.variableTypes[slot] = undefined;
    return value;
  };
}

/** The value of a pipe; nil becomes no value. */
export function compilePipeValue(scope: Scope, pipe: Pipe): Expression {
  const stages = pipe.commands.map((command, index) => compileCommand(scope, command, index > 0));
  const [first] = stages;
  if (first !== undefined && stages.length === 1) {
    return (frame) => {
      frame.node = pipe;
      return first(frame, undefined) ?? undefined;
    };
  }
  return (frame) => {
    frame.node = pipe;
    let value: Value;
    for (const stage of stages) value = stage(frame, value) ?? undefined;
    return value;
  };
}

function compileCommand(scope: Scope, command: Command, hasFinal: boolean): Expression {
  const [operand, ...args] = command.operands as readonly [Operand, ...Operand[]];
  switch (operand.kind) {
    case "identifier":
      return compileCall(scope, { node: operand, command, args, hasFinal });
    case "field":
    case "chain":
    case "variable":
      return compileReference(scope, operand, { args, hasFinal });
    case "pipe":
      return refuseArguments(operand, args, hasFinal) ?? compilePipe(scope, operand);
    default: {
      const refusal = refuseArguments(operand, args, hasFinal);
      return refusal ?? compileValue(operand);
    }
  }
}

/** A literal as a command. */
function compileValue(operand: Exclude<Operand, Pipe>): Expression {
  if (operand.kind === "dot") {
    return (frame) => {
      frame.node = operand;
      return frame.dot;
    };
  }
  if (operand.kind === "nil") {
    return (frame) => {
      frame.node = operand;
      throw frame.fail(messages.nilIsNoCommand);
    };
  }
  const constant = constantOf(operand);
  return (frame) => {
    frame.node = operand;
    if (constant === undefined) throw frame.fail(messages.overflowsInt(printNode(operand)));
    return constant;
  };
}
