import type { Expression } from "../frame.ts";
import * as messages from "../messages.ts";
import type { NumberNode, Operand } from "../parse/node.ts";
import { printNode } from "../parse/print.ts";
import { anyType, canBeNil, reflectType } from "../values/type.ts";
import type { GoType } from "../values/type.ts";
import { Complex, Int } from "../values/value.ts";
import type { Value } from "../values/value.ts";
import { compileCall } from "./call.ts";
import { check } from "./check.ts";
import { compileReference, plainUse } from "./field.ts";
import { constantOf } from "./literal.ts";
import type { Scope } from "./scope.ts";

/** An operand as an argument: checked against the type of its parameter, when there is one. */
export function compileArgument(scope: Scope, operand: Operand, type?: GoType): Expression {
  switch (operand.kind) {
    case "bool":
    case "string":
    case "number":
      return compileLiteral(operand, type ?? anyType);
    case "nil":
      return compileNil(operand, type ?? anyType);
    default: {
      const evaluate = compileOperand(scope, operand);
      return (frame) => {
        frame.node = operand;
        return check(frame, evaluate(frame, undefined), type);
      };
    }
  }
}

function compileOperand(scope: Scope, operand: Operand): Expression {
  switch (operand.kind) {
    case "dot":
      return (frame) => frame.dot;
    case "field":
    case "variable":
    case "chain":
      return compileReference(scope, operand, plainUse);
    case "identifier":
      return compileCall(scope, { node: operand, command: operand, args: [], hasFinal: false });
    case "pipe":
      return scope.pipe(operand);
    default:
      return () => constantOf(operand);
  }
}

function compileNil(operand: Operand, type: GoType): Expression {
  const zero = type === reflectType ? undefined : null;
  return (frame) => {
    frame.node = operand;
    if (!canBeNil(type)) throw frame.fail(messages.nilArgument(type.name));
    return zero;
  };
}

type LiteralOperand = Extract<Operand, { readonly kind: "bool" | "string" | "number" }>;

/** A literal takes the type of its parameter, if it can. */
function compileLiteral(operand: LiteralOperand, type: GoType): Expression {
  const literal = literalOf(operand, type);
  if ("value" in literal) {
    const { value } = literal;
    return (frame) => {
      frame.node = operand;
      return value;
    };
  }
  return (frame) => {
    frame.node = operand;
    throw frame.fail(literal.problem);
  };
}

type Literal = { readonly value: Value } | { readonly problem: string };

function literalOf(operand: LiteralOperand, type: GoType): Literal {
  const unless = (wanted: string, value: Value): Literal =>
    value === undefined ? { problem: messages.expectedLiteral(wanted, printNode(operand)) } : { value };
  switch (type.kind) {
    case "bool":
      return unless("bool", operand.kind === "bool" ? operand.value : undefined);
    case "string":
      return unless("string", operand.kind === "string" ? operand.value : undefined);
    case "int":
      return unless("integer", operand.kind === "number" ? integerOf(operand, type) : undefined);
    case "int64":
      return unless("integer", operand.kind === "number" ? operand.integer : undefined);
    case "uint8":
    case "uint32":
    case "uint64":
      return unless("unsigned integer", operand.kind === "number" ? unsignedOf(operand, type) : undefined);
    case "float64":
      return unless("float", operand.kind === "number" ? operand.float : undefined);
    case "complex128":
      return unless("complex", operand.kind === "number" ? complexOf(operand) : undefined);
    case "interface":
      return anyLiteral(operand);
    default:
      return type === reflectType
        ? anyLiteral(operand)
        : { problem: messages.cannotHandle(printNode(operand), type.name) };
  }
}

function anyLiteral(operand: LiteralOperand): Literal {
  const value = constantOf(operand);
  return value === undefined ? { problem: messages.overflowsInt(printNode(operand)) } : { value };
}

function integerOf({ integer }: NumberNode, type: GoType): Value {
  return integer === undefined ? undefined : new Int(integer, type);
}

function unsignedOf({ unsigned }: NumberNode, type: GoType): Value {
  return unsigned === undefined ? undefined : new Int(unsigned, type);
}

function complexOf({ complex }: NumberNode): Value {
  return complex === undefined ? undefined : new Complex(complex.real, complex.imaginary);
}
