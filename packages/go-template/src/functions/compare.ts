import { formatDefault, formatVerb } from "../format/verb.ts";
import * as messages from "../messages.ts";
import { FuncError, func, param, variadic } from "../values/func.ts";
import type { FuncMap } from "../values/func.ts";
import { Complex, compareStrings, integerOf, isNil, isNilOrUnmade, stringOf, typeOf } from "../values/value.ts";
import type { Value } from "../values/value.ts";

type Basic = "bool" | "complex" | "float" | "int" | "string" | "uint";

/** What a value is compared as; undefined for what has no order and for nil. */
function basicOf(value: Value): Basic | undefined {
  if (isNil(value)) return undefined;
  switch (typeOf(value).kind) {
    case "bool":
      return "bool";
    case "complex128":
      return "complex";
    case "float64":
      return "float";
    case "int":
    case "int64":
      return "int";
    case "string":
      return "string";
    case "uint8":
    case "uint64":
      return "uint";
    default:
      return undefined;
  }
}

/** Integers with and without sign compare with each other; all others only with their own kind. */
function isComparable(left: Basic | undefined, right: Basic | undefined): boolean {
  const isInteger = (basic: Basic | undefined) => basic === "int" || basic === "uint";
  return left === right || (isInteger(left) && isInteger(right));
}

function typeName(value: Value): string {
  return typeOf(value).name;
}

/** Whether the first value equals any of the others. */
function equalsAny(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) throw new FuncError(messages.noComparison);
  return others.some((other) => equals(first, other));
}

function equals(left: Value, right: Value): boolean {
  const basic = basicOf(left);
  const other = basicOf(right);
  if (!isComparable(basic, other)) {
    if (isNil(left) || isNil(right)) return false;
    throw new FuncError(messages.badComparison(typeName(left), typeName(right)));
  }
  if (basic === undefined) return equalsOther(left, right);
  const [integer, otherInteger] = [integerOf(left), integerOf(right)];
  if (integer !== undefined) return integer === otherInteger;
  if (left instanceof Complex && right instanceof Complex) {
    return left.real === right.real && left.imaginary === right.imaginary;
  }
  return (stringOf(left) ?? left) === (stringOf(right) ?? right);
}

function equalsOther(left: Value, right: Value): boolean {
  if (isNil(left) || isNil(right)) return isNilOrUnmade(left) === isNilOrUnmade(right);
  const [leftKind, rightKind] = [typeOf(left).kind, typeOf(right).kind];
  if (["slice", "map", "func"].includes(leftKind) && leftKind !== rightKind) {
    throw new FuncError(
      messages.notComparables(formatVerb(left, "s"), typeName(left), typeName(right), formatDefault(right)),
    );
  }
  if (["slice", "map", "func"].includes(rightKind)) {
    throw new FuncError(messages.notComparable(formatVerb(right, "s"), typeName(right)));
  }
  return left === right || (leftKind === "struct" && equalStructs(left as object, right as object));
}

/** Structs are equal when they are of one type and all their fields are. */
function equalStructs(left: object, right: object): boolean {
  if (typeOf(left as Value) !== typeOf(right as Value)) return false;
  const others = new Map<string, unknown>(Object.entries(right));
  return Object.entries(left).every(([field, value]) => others.get(field) === value);
}

/** Negative, zero or positive; NaN when there is no order between two floats. */
function order(left: Value, right: Value): number {
  const basic = basicOf(left);
  const other = basicOf(right);
  if (basic === undefined || other === undefined) throw new FuncError(messages.badComparisonType);
  if (!isComparable(basic, other)) throw new FuncError(messages.badComparison(typeName(left), typeName(right)));
  const [integer, otherInteger] = [integerOf(left), integerOf(right)];
  if (integer !== undefined && otherInteger !== undefined) return Number(integer - otherInteger);
  if (typeof left === "number" && typeof right === "number") return left === right ? 0 : left - right;
  const [text, otherText] = [stringOf(left), stringOf(right)];
  if (text !== undefined && otherText !== undefined) return compareStrings(text, otherText);
  throw new FuncError(messages.badComparisonType);
}

const twoValues = [param.value, param.value] as const;

export const comparisons: FuncMap = {
  eq: variadic([param.value], param.value, (first, others) => equalsAny(first, others)),
  ne: func(twoValues, (left, right) => !equals(left, right)),
  lt: func(twoValues, (left, right) => order(left, right) < 0),
  le: func(twoValues, (left, right) => order(left, right) <= 0),
  gt: func(twoValues, (left, right) => order(left, right) > 0),
  ge: func(twoValues, (left, right) => order(left, right) >= 0),
};
