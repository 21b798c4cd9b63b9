import { formatDefault, func, int, intsType, param, variadic, withType } from "@flux-ts/go-template";
import type { FuncMap, List, Run, Value } from "@flux-ts/go-template";
import { castInt, fail, toFloat64, toInt64 } from "./cast.ts";
import { addDecimals, decimalOf, divideDecimals, multiplyDecimals, numberOf, subtractDecimals } from "./decimal.ts";
import type { Decimal } from "./decimal.ts";

const { any } = param;

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** The nearest number of 64 bits. */
function clamp(value: bigint): bigint {
  const fits = value === wrap(value);
  return fits ? value : value < 0n ? -(2n ** 63n) : 2n ** 63n - 1n;
}

function divide(left: Value, right: Value): bigint {
  const divisor = toInt64(right);
  if (divisor === 0n) fail("runtime error: integer divide by zero");
  return wrap(toInt64(left) / divisor);
}

function remainder(left: Value, right: Value): bigint {
  const divisor = toInt64(right);
  if (divisor === 0n) fail("runtime error: integer divide by zero");
  return toInt64(left) % divisor;
}

/** The first value and the others, one after the other, in exact decimals. */
function calculate(first: Value, others: List, step: (left: Decimal, right: Decimal) => Decimal | undefined): Value {
  let result = decimal(first);
  for (const other of others) result = step(result, decimal(other)) ?? fail("decimal division by 0");
  return numberOf(result);
}

function decimal(value: Value): Decimal {
  const number = toFloat64(value);
  if (!Number.isFinite(number)) fail(`Cannot create a Decimal from ${formatDefault(number)}`);
  return decimalOf(number);
}

function extreme(first: Value, others: List, isBetter: (left: bigint, right: bigint) => boolean): Value {
  return others.map(toInt64).reduce((best, next) => (isBetter(next, best) ? next : best), toInt64(first));
}

/** Rounds at `places` behind the point; `roundOn` is the fraction from which on it goes up. */
function round(value: Value, places: number, roundOn: number): Value {
  // Powers of 10 of JavaScript are not the nearest numbers.
  const factor = Number(`1e${places}`);
  const digits = factor * toFloat64(value);
  const fraction = digits - Math.trunc(digits);
  return (fraction >= roundOn ? Math.ceil(digits) : Math.floor(digits)) / factor;
}

/** The numbers from `start` on, without `stop`. */
function untilStep(start: number, stop: number, step: number, run: Run): readonly number[] {
  const count = step === 0 ? 0 : Math.max(0, Math.ceil((stop - start) / step));
  run.spend(count);
  return Array.from({ length: count }, (_, index) => start + index * step);
}

function ints(numbers: readonly number[]): Value {
  return withType(numbers.map(int), intsType);
}

/** As the command `seq` counts: both ends are part of it. */
function sequence(numbers: readonly number[], run: Run): string {
  const count = (start: number, end: number, step: number) =>
    untilStep(start, end + (end < start ? -1 : 1), step, run).join(" ");
  switch (numbers.length) {
    case 1: {
      const [end = 0] = numbers;
      return count(1, end, end < 1 ? -1 : 1);
    }
    case 2: {
      const [start = 0, end = 0] = numbers;
      return count(start, end, end < start ? -1 : 1);
    }
    case 3: {
      const [start = 0, step = 0, end = 0] = numbers;
      return end < start && step > 0 ? "" : count(start, end, step);
    }
    default:
      return "";
  }
}

/** Octal digits as a number; 0 for everything else. */
function fromOctal(value: Value): bigint {
  const text = formatDefault(value);
  return /^[+-]?[0-7]+$/.test(text)
    ? wrap(BigInt(`0o${text.replace(/^[+-]/, "")}`) * (text.startsWith("-") ? -1n : 1n))
    : 0n;
}

const max = variadic([any], any, (first, others) => extreme(first, others, (left, right) => left > right));

const integers: FuncMap = {
  int: func([any], castInt),
  int64: func([any], toInt64),
  atoi: func([param.string], (text) => int(/^[+-]?\d+$/.test(text) ? clamp(BigInt(text.replace(/^\+/, ""))) : 0)),
  toDecimal: func([any], fromOctal),
  add: variadic([], any, (values) => wrap(values.reduce<bigint>((sum, value) => sum + toInt64(value), 0n))),
  add1: func([any], (value) => wrap(toInt64(value) + 1n)),
  sub: func([any, any], (left, right) => wrap(toInt64(left) - toInt64(right))),
  mul: variadic([any], any, (first, others) =>
    others.reduce<bigint>((product, value) => wrap(product * toInt64(value)), toInt64(first)),
  ),
  div: func([any, any], divide),
  mod: func([any, any], remainder),
  max,
  biggest: max,
  min: variadic([any], any, (first, others) => extreme(first, others, (left, right) => left < right)),
};

const floats: FuncMap = {
  float64: func([any], toFloat64),
  addf: variadic([], any, (values) => calculate(0, values, addDecimals)),
  add1f: func([any], (value) => calculate(value, [1], addDecimals)),
  subf: variadic([any], any, (first, others) => calculate(first, others, subtractDecimals)),
  mulf: variadic([any], any, (first, others) => calculate(first, others, multiplyDecimals)),
  divf: variadic([any], any, (first, others) => calculate(first, others, divideDecimals)),
  maxf: variadic([any], any, (first, others) => Math.max(toFloat64(first), ...others.map(toFloat64))),
  minf: variadic([any], any, (first, others) => Math.min(toFloat64(first), ...others.map(toFloat64))),
  floor: func([any], (value) => Math.floor(toFloat64(value))),
  ceil: func([any], (value) => Math.ceil(toFloat64(value))),
  round: variadic([any, param.int], param.float64, (value, places, [roundOn = 0.5]) => round(value, places, roundOn)),
};

const sequences: FuncMap = {
  until: func([param.int], (count, run) => ints(untilStep(0, count, count < 0 ? -1 : 1, run))),
  untilStep: func([param.int, param.int, param.int], (start, stop, step, run) =>
    ints(untilStep(start, stop, step, run)),
  ),
  seq: variadic([], param.int, sequence),
};

export const mathFunctions: FuncMap = { ...integers, ...floats, ...sequences };
