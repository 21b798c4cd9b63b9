import { Int, integerOf, isNil, JsonNumber, typeOf } from "@flux-ts/go-template";
import type { Value, ValueMap } from "@flux-ts/go-template";

/** Whether two values are the same down to their types, as Go's `reflect.DeepEqual` has it. */
export function deepEqual(left: Value, right: Value): boolean {
  if (isNil(left) || isNil(right)) return isNil(left) && isNil(right);
  if (typeof left !== "object" || typeof right !== "object") return left === right;
  if (left === right) return true;
  if (typeOf(left).name !== typeOf(right).name || typeOf(left).isNil !== typeOf(right).isNil) return false;
  if (left instanceof Int) return left.value === integerOf(right);
  if (left instanceof JsonNumber) return left.text === (right as JsonNumber).text;
  return equalContents(left as ValueMap, right as ValueMap);
}

function equalContents(left: ValueMap, right: ValueMap): boolean {
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && deepEqual(left[key], right[key]));
}
