import { sprintf } from "../format/printf.ts";
import { sprint, sprintln } from "../format/sprint.ts";
import { func, param, variadic } from "../values/func.ts";
import type { FuncMap } from "../values/func.ts";
import { isTrue } from "../values/value.ts";
import { callFunction } from "./call.ts";
import { comparisons } from "./compare.ts";
import { escapes } from "./escape.ts";
import { indexing } from "./indexing.ts";

/** The functions every template has. */
export const builtins: FuncMap = {
  and: { ...variadic([param.value], param.value, (first) => first), shortCircuit: false },
  or: { ...variadic([param.value], param.value, (first) => first), shortCircuit: true },
  not: func([param.value], (value) => !isTrue(value)),
  call: callFunction,
  print: variadic([], param.any, sprint),
  printf: variadic([param.string], param.any, sprintf),
  println: variadic([], param.any, sprintln),
  ...comparisons,
  ...indexing,
  ...escapes,
};
