import { compareValues } from "../values/equality.ts";
import { EvalError, noSuchOverload, Uint } from "../values/value.ts";
import type { Result, Value } from "../values/value.ts";
import type { ListValue } from "../values/list.ts";
import { func, library } from "./define.ts";
import type { Library } from "./define.ts";

const numbers = ["int", "uint", "double"] as const;

/** The largest or smallest of some numbers; the first of equal ones. */
function extreme(values: Iterable<Value>, sign: 1 | -1, empty: EvalError): Result {
  let found: Value | undefined;
  for (const value of values) {
    if (typeof value !== "number" && typeof value !== "bigint" && !(value instanceof Uint)) return noSuchOverload;
    if (found === undefined || sign * (compareValues(value, found) ?? 0) > 0) found = value;
  }
  return found ?? empty;
}

function extremes(name: "greatest" | "least", sign: 1 | -1): Library {
  const empty = new EvalError(`math.@${name === "greatest" ? "max" : "min"}(list) argument must not be empty`);
  const of = (...values: readonly Value[]): Result => extreme(values, sign, empty);
  const ofList = (list: ListValue): Result => extreme(list, sign, empty);
  const unary = numbers.map((type) => [`math_${name}_${type}`, func([type], type, (value) => value)] as const);
  const binary = numbers.flatMap((a) =>
    numbers.map((b) => [`math_${name}_${a}_${b}`, func([a, b], a === b ? a : "dyn", of as never)] as const),
  );
  const lists = [...numbers, "dyn"].map(
    (type) => [`math_${name}_list_${type}`, func([`list(${type})`], type, ofList as never)] as const,
  );
  const more = Array.from({ length: 14 }, (_, index) => index + 3).map(
    (count) =>
      [
        `math_${name}_${count}`,
        func(
          Array.from({ length: count }, () => "dyn"),
          "dyn",
          of,
        ),
      ] as const,
  );
  return library({ [`math.${name}`]: Object.fromEntries([...unary, ...binary, ...lists, ...more]) });
}

const negativeOffset = (offset: bigint): EvalError => new EvalError(`math.bitShift() negative offset: ${offset}`);

function shiftLeft(value: bigint, offset: bigint): bigint | EvalError {
  if (offset < 0n) return negativeOffset(offset);
  return offset > 63n ? 0n : value << offset;
}

function shiftRight(value: bigint, offset: bigint): bigint | EvalError {
  if (offset < 0n) return negativeOffset(offset);
  return offset > 63n ? 0n : BigInt.asUintN(64, value) >> offset;
}

function signed(value: bigint | EvalError): bigint | EvalError {
  return value instanceof EvalError ? value : BigInt.asIntN(64, value);
}

function unsigned(value: bigint | EvalError): Uint | EvalError {
  return value instanceof EvalError ? value : new Uint(BigInt.asUintN(64, value));
}

/** Rounds halves away from zero. */
function round(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value));
}

function absolute(value: bigint): bigint | EvalError {
  if (value === -(2n ** 63n)) return new EvalError("integer overflow");
  return value < 0n ? -value : value;
}

function bitwise(name: string, combine: (a: bigint, b: bigint) => bigint): Library {
  return library({
    [`math.bit${name}`]: {
      [`math_bit${name}_int_int`]: func(["int", "int"], "int", combine),
      [`math_bit${name}_uint_uint`]: func(["uint", "uint"], "uint", (a, b) => new Uint(combine(a.value, b.value))),
    },
  });
}

/** cel-go's `math` extension, which Kubernetes does not have. */
export const math: Library = [
  ...extremes("greatest", 1),
  ...extremes("least", -1),
  ...bitwise("And", (a, b) => a & b),
  ...bitwise("Or", (a, b) => a | b),
  ...bitwise("Xor", (a, b) => a ^ b),
  ...library({
    "math.bitNot": {
      math_bitNot_int_int: func(["int"], "int", (value) => ~value),
      math_bitNot_uint_uint: func(["uint"], "uint", ({ value }) => new Uint(BigInt.asUintN(64, ~value))),
    },
    "math.bitShiftLeft": {
      math_bitShiftLeft_int_int: func(["int", "int"], "int", (value, by) => signed(shiftLeft(value, by))),
      math_bitShiftLeft_uint_int: func(["uint", "int"], "uint", ({ value }, by) => unsigned(shiftLeft(value, by))),
    },
    "math.bitShiftRight": {
      math_bitShiftRight_int_int: func(["int", "int"], "int", (value, by) => signed(shiftRight(value, by))),
      math_bitShiftRight_uint_int: func(["uint", "int"], "uint", ({ value }, by) => unsigned(shiftRight(value, by))),
    },
    "math.ceil": { math_ceil_double: func(["double"], "double", Math.ceil) },
    "math.floor": { math_floor_double: func(["double"], "double", Math.floor) },
    "math.round": { math_round_double: func(["double"], "double", round) },
    "math.trunc": { math_trunc_double: func(["double"], "double", Math.trunc) },
    "math.isInf": {
      math_isInf_double: func(["double"], "bool", (value) => !Number.isFinite(value) && !Number.isNaN(value)),
    },
    "math.isNaN": { math_isNaN_double: func(["double"], "bool", Number.isNaN) },
    "math.isFinite": { math_isFinite_double: func(["double"], "bool", Number.isFinite) },
    "math.abs": {
      math_abs_double: func(["double"], "double", Math.abs),
      math_abs_int: func(["int"], "int", absolute),
      math_abs_uint: func(["uint"], "uint", (value) => value),
    },
    "math.sign": {
      math_sign_double: func(["double"], "double", Math.sign),
      math_sign_int: func(["int"], "int", (value) => (value > 0n ? 1n : value < 0n ? -1n : 0n)),
      math_sign_uint: func(["uint"], "uint", ({ value }) => new Uint(value > 0n ? 1n : 0n)),
    },
    "math.sqrt": {
      math_sqrt_double: func(["double"], "double", Math.sqrt),
      math_sqrt_int: func(["int"], "double", (value) => Math.sqrt(Number(value))),
      math_sqrt_uint: func(["uint"], "double", ({ value }) => Math.sqrt(Number(value))),
    },
  }),
];
