// Operators that need not evaluate all of their operands.
import { EvalError, noSuchOverload } from "../values/value.ts";
import { evaluated } from "./step.ts";
import type { Plan, Step } from "./step.ts";

/** One operand may decide alone, whatever the other one is, even an error. */
export function planLogical(name: "_&&_" | "_||_", left: Step, right: Step): Plan {
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

export function planChoice(condition: Step, yes: Step, no: Step): Plan {
  return evaluated((frame) => {
    const chosen = condition(frame);
    if (typeof chosen === "boolean") return chosen ? yes(frame) : no(frame);
    return chosen instanceof EvalError ? chosen : noSuchOverload;
  });
}

/** The condition of loops that may end early: an error does not end them. */
export function planNotFalse(value: Step): Plan {
  return evaluated((frame) => {
    const result = value(frame);
    frame.charge(1);
    return result !== false;
  });
}
