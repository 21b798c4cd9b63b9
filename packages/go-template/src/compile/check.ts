import type { Frame } from "../frame.ts";
import * as messages from "../messages.ts";
import type { Operand } from "../parse/node.ts";
import { printNode } from "../parse/print.ts";
import { anyType, canBeNil, isAssignable, reflectType } from "../values/type.ts";
import type { GoType } from "../values/type.ts";
import { typeOf } from "../values/value.ts";
import type { Value } from "../values/value.ts";

/**
 * The value as an argument of the type. A nil in a map or list is not of any type but `interface {}`; no value at all is
 * the nil of types that have one.
 */
export function check(frame: Frame, value: Value, type: GoType | undefined): Value {
  if (type === undefined || type === reflectType) return value;
  if (type === anyType) return value ?? null;
  if (value === undefined) {
    if (canBeNil(type)) return null;
    throw frame.fail(messages.invalidArgument(type.name));
  }
  const actual = typeOf(value);
  if (value === null || !isAssignable(actual, type)) throw frame.fail(messages.wrongType(type.name, actual.name));
  return value;
}

/** Values that are no functions take no arguments. */
export function refuseArguments(
  operand: Operand,
  args: readonly Operand[],
  hasFinal: boolean,
): ((frame: Frame) => never) | undefined {
  if (args.length === 0 && !hasFinal) return undefined;
  return (frame) => {
    // Go looks at parentheses only when it evaluates them.
    if (operand.kind !== "pipe") frame.node = operand;
    throw frame.fail(messages.notAFunction(printNode(operand)));
  };
}
