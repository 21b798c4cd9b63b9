import * as messages from "../messages.ts";
import type { Run } from "../run.ts";
import { FuncError, param, variadic } from "../values/func.ts";
import type { Func } from "../values/func.ts";
import { anyType, isAssignable } from "../values/type.ts";
import { isNil, typeOf } from "../values/value.ts";
import type { List, Value } from "../values/value.ts";

/** Calls a function that the data holds. */
export const callFunction: Func = {
  ...variadic([param.value], param.value, () => null),
  takesCallee: true,
  call: ([name, callee, ...args], run) => apply(name as string, callee, { args, run }),
};

function apply(name: string, callee: Value, { args, run }: { readonly args: List; readonly run: Run }): Value {
  if (isNil(callee)) throw new FuncError(messages.callOfNil);
  const type = typeOf(callee);
  if (type.kind !== "func") throw new FuncError(messages.callOfOther(name, type.name));
  const { params, rest, call } = callee as Func;
  if (rest !== undefined && args.length < params.length) {
    throw new FuncError(messages.calleeTooFew(name, args.length, params.length));
  }
  if (rest === undefined && args.length !== params.length) {
    throw new FuncError(messages.calleeWrong(name, args.length, params.length));
  }
  args.forEach((arg, index) => {
    const wanted = params[index] ?? rest ?? anyType;
    const actual = typeOf(arg);
    if (!isAssignable(actual, wanted)) {
      throw new FuncError(`arg ${index}: ${messages.valueHasType(actual.name, wanted.name)}`);
    }
  });
  return call(args, run);
}
