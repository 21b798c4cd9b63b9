import * as messages from "../messages.ts";
import { FuncError, func, param, variadic } from "../values/func.ts";
import type { FuncMap } from "../values/func.ts";
import { byteType } from "../values/type.ts";
import { byteLength, sliceBytes, toBytes } from "../values/utf8.ts";
import { Int, int, integerOf, isNil, listOf, mapValue, stringOf, typeOf, withType } from "../values/value.ts";
import type { List, Value } from "../values/value.ts";

/** The item that the indexes lead to, each one level further down. */
function index(value: Value, indexes: List): Value {
  if (isNil(value)) throw new FuncError(messages.indexOfNothing);
  let item: Value = value;
  for (const at of indexes) {
    if (isNil(item)) throw new FuncError(messages.indexOfNil);
    item = itemAt(item, at);
  }
  return item;
}

function itemAt(value: Value, at: Value): Value {
  const list = listOf(value);
  if (list !== undefined) {
    const position = positionOf(at, list.length, messages.sliceIndexOutOfRange);
    return list[position] ?? null;
  }
  const text = stringOf(value);
  if (text !== undefined) {
    const position = positionOf(at, byteLength(text), messages.stringIndexOutOfRange);
    return new Int(BigInt(toBytes(text)[position] ?? 0), byteType);
  }
  const map = mapValue(value);
  if (map === undefined) throw new FuncError(messages.cannotIndex(typeOf(value).name));
  return entryAt(map, at, value);
}

function entryAt(map: { readonly [key: string]: Value }, at: Value, value: Value): Value {
  if (isNil(at)) throw new FuncError(messages.valueIsNil("string"));
  if (typeof at !== "string") throw new FuncError(messages.valueHasType(typeOf(at).name, "string"));
  if (Object.hasOwn(map, at)) return map[at] ?? null;
  return typeOf(value).elem?.kind === "string" ? "" : null;
}

/** The index as a number within the bounds. */
function positionOf(at: Value, length: number, outOfRange: string): number {
  const position = integerIndex(at);
  if (position < 0n || position > BigInt(length)) throw new FuncError(messages.indexOutOfRange(position));
  if (position === BigInt(length)) throw new FuncError(outOfRange);
  return Number(position);
}

function integerIndex(at: Value): bigint {
  if (isNil(at)) throw new FuncError(messages.cannotIndexNil);
  const position = integerOf(at);
  if (position === undefined) throw new FuncError(messages.cannotIndexWith(typeOf(at).name));
  return position;
}

function slice(value: Value, indexes: List): Value {
  if (isNil(value)) throw new FuncError(messages.sliceOfNothing);
  if (indexes.length > 3) throw new FuncError(messages.tooManySliceIndexes(indexes.length));
  const text = stringOf(value);
  const list = listOf(value);
  if (text === undefined && list === undefined) throw new FuncError(messages.cannotSlice(typeOf(value).name));
  if (text !== undefined && indexes.length === 3) throw new FuncError(messages.cannotSlice3String);
  const [start, end] = bounds(indexes, list?.length ?? byteLength(text ?? ""));
  if (text !== undefined) return sliceBytes(text, start, end);
  return withType((list ?? []).slice(start, end), typeOf(value));
}

function bounds(indexes: List, length: number): readonly [number, number] {
  const positions = indexes.map((at) => {
    const position = integerIndex(at);
    if (position < 0n || position > BigInt(length)) throw new FuncError(messages.indexOutOfRange(position));
    return Number(position);
  });
  const [start = 0, end = length, limit = length] = positions;
  if (start > end) throw new FuncError(messages.invalidSliceIndex(BigInt(start), BigInt(end)));
  if (end > limit) throw new FuncError(messages.invalidSliceIndex(BigInt(end), BigInt(limit)));
  return [start, end];
}

function length(value: Value): Value {
  if (value === undefined) throw new FuncError(messages.lenOfNothing);
  if (value === null) throw new FuncError(messages.lenOfNil);
  const text = stringOf(value);
  if (text !== undefined) return int(byteLength(text));
  if (value instanceof Uint8Array) return int(value.length);
  const list = listOf(value);
  if (list !== undefined) return int(list.length);
  const map = mapValue(value);
  if (map === undefined) throw new FuncError(messages.lenOfOther(typeOf(value).name));
  return int(Object.keys(map).length);
}

export const indexing: FuncMap = {
  index: variadic([param.value], param.value, index),
  slice: variadic([param.value], param.value, slice),
  len: func([param.value], length),
};
