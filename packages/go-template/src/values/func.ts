import type { Run } from "../run.ts";
import {
  anyType,
  boolType,
  floatType,
  funcType,
  goType,
  int64Type,
  intType,
  listType,
  mapType,
  reflectType,
  stringType,
  uint32Type,
} from "./type.ts";
import type { GoType, Typed } from "./type.ts";
import { integerOf, listOf, nilOf, withoutName } from "./value.ts";
import type { List, Value, ValueMap } from "./value.ts";

/** A function that templates can call. Its parameters decide which calls are well formed, as Go's types do. */
export interface Func extends Typed {
  readonly params: readonly GoType[];
  /** The type of all further arguments, when there may be any number. */
  readonly rest: GoType | undefined;
  /** Arguments come in the number and of the types that the parameters ask for. */
  readonly call: (args: readonly Value[], run: Run) => Value;
  /** Evaluates its arguments one by one until one is as true as this: `or` stops at true, `and` at false. */
  readonly shortCircuit?: boolean;
  /** Is given its first argument's source before its arguments, for its messages. */
  readonly takesCallee?: boolean;
}

/** Functions by the name templates call them. */
export type FuncMap = { readonly [name: string]: Func };

/** Thrown by functions that fail; the template fails with it: `error calling NAME: MESSAGE`. */
export class FuncError extends Error {
  override readonly name = "FuncError";
}

/** A parameter: its Go type, and how the function sees the argument. */
export interface Param<T> {
  readonly type: GoType;
  readonly read: (value: Value) => T;
}

/** Parameters of the usual types. Nil arguments of `map` and `list` are empty. */
export const param = {
  any: { type: anyType, read: (value: Value) => value } as Param<Value>,
  /** Sees the difference between nil (null) and no value (undefined). */
  value: { type: reflectType, read: (value: Value) => value } as Param<Value>,
  string: { type: stringType, read: (value: Value) => value as string } as Param<string>,
  bool: { type: boolType, read: (value: Value) => value as boolean } as Param<boolean>,
  float64: { type: floatType, read: (value: Value) => value as number } as Param<number>,
  int: { type: intType, read: (value: Value) => Number(integerOf(value)) } as Param<number>,
  uint32: { type: uint32Type, read: (value: Value) => Number(integerOf(value)) } as Param<number>,
  int64: { type: int64Type, read: (value: Value) => integerOf(value) as bigint } as Param<bigint>,
  map: { type: mapType, read: (value: Value) => withoutName((value ?? nilOf(mapType)) as ValueMap) } as Param<ValueMap>,
  list: { type: listType, read: (value: Value) => listOf(value) ?? [] } as Param<List>,
};

type Arguments<Params extends readonly Param<unknown>[]> = {
  -readonly [Index in keyof Params]: Params[Index] extends Param<infer T> ? T : never;
};

/** A function of a fixed number of parameters. After its arguments it is given the run that calls it. */
export function func<const Params extends readonly Param<unknown>[]>(
  params: Params,
  call: (...args: [...Arguments<Params>, run: Run]) => Value,
): Func {
  const invoke = call as (...args: readonly unknown[]) => Value;
  const types = params.map(({ type }) => type);
  const [first, second] = params;
  const byCount: { readonly [count: number]: Func["call"] } = {
    0: (_args, run) => invoke(run),
    1: (args, run) => invoke(first?.read(args[0]), run),
    2: (args, run) => invoke(first?.read(args[0]), second?.read(args[1]), run),
  };
  const general: Func["call"] = (args, run) => invoke(...params.map(({ read }, index) => read(args[index])), run);
  return { [goType]: funcType, params: types, rest: undefined, call: byCount[params.length] ?? general };
}

/** A function that takes any number of arguments after those it asks for; they come as one list. */
export function variadic<const Params extends readonly Param<unknown>[], Rest>(
  params: Params,
  rest: Param<Rest>,
  call: (...args: [...Arguments<Params>, rest: readonly Rest[], run: Run]) => Value,
): Func {
  const invoke = call as (...args: readonly unknown[]) => Value;
  const types = params.map(({ type }) => type);
  return {
    [goType]: funcType,
    params: types,
    rest: rest.type,
    call: (args, run) => {
      const fixed = params.map(({ read }, index) => read(args[index]));
      return invoke(...fixed, args.slice(params.length).map(rest.read), run);
    },
  };
}
