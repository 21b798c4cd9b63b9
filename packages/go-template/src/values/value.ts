import type { Func } from "./func.ts";
import {
  anyType,
  boolType,
  bytesType,
  complexType,
  floatType,
  goType,
  int64Type,
  intType,
  listType,
  mapType,
  stringType,
  uint64Type,
} from "./type.ts";
import type { GoType, Typed } from "./type.ts";

/**
 * What templates work on. Plain JSON is a value as it is: numbers are `float64`, lists `[]interface {}`, objects
 * `map[string]interface {}`, `bigint` is `int64`; other Go types are objects that say their type under `goType`.
 *
 * `null` is a nil interface, the content of a map or list. `undefined` is no value at all, which prints as `<no value>`:
 * what a pipeline gives for nil.
 */
export type Value =
  | undefined
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Int
  | Complex
  | JsonNumber
  | Func
  | List
  | ValueMap
  | Typed;

export type List = readonly Value[];
export type ValueMap = { [key: string]: Value };

/** An integer of another type than `int64`; literals in templates are `int`. */
export class Int implements Typed {
  readonly [goType]: GoType;
  readonly value: bigint;

  constructor(value: bigint, type: GoType) {
    this.value = value;
    this[goType] = type;
  }
}

/** A Go `int`. Numbers lose their fraction, what 64 bits cannot hold wraps around. */
export function int(value: number | bigint): Int {
  return new Int(BigInt.asIntN(64, typeof value === "bigint" ? value : BigInt(Math.trunc(value))), intType);
}

/** A Go `uint64`. */
export function uint64(value: bigint): Int {
  return new Int(BigInt.asUintN(64, value), uint64Type);
}

export class Complex implements Typed {
  readonly real: number;
  readonly imaginary: number;

  constructor(real: number, imaginary: number) {
    this.real = real;
    this.imaginary = imaginary;
  }

  get [goType](): GoType {
    return complexType;
  }
}

const jsonNumberType: GoType = {
  name: "json.Number",
  kind: "string",
  print: (value) => (value as JsonNumber).text,
};

/** A number that keeps how it was written. To templates it is a kind of string, as Go's `json.Number`. */
export class JsonNumber implements Typed {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  get [goType](): GoType {
    return jsonNumberType;
  }
}

/** Gives a list, map or struct another type than its JavaScript type says. Changes and returns `value`. */
export function withType<T extends List | ValueMap>(value: T, type: GoType): T {
  Object.defineProperty(value, goType, { value: type, enumerable: false, configurable: true });
  return value;
}

/** The nil slice or map of a type, which is empty. */
export function nilOf(type: GoType): Value {
  return withType(type.kind === "map" ? {} : [], { ...type, isNil: true });
}

/** Whether the value is nil, or a nil slice or map. */
export function isNilOrUnmade(value: Value): boolean {
  return isNil(value) || (typeof value === "object" && typeOf(value).isNil === true);
}

/** The type of what the value holds; that of nil is `interface {}`. */
export function typeOf(value: Value): GoType {
  switch (typeof value) {
    case "string":
      return stringType;
    case "number":
      return floatType;
    case "boolean":
      return boolType;
    case "bigint":
      return int64Type;
    case "undefined":
      return anyType;
    default:
      return value === null ? anyType : typeOfObject(value);
  }
}

function typeOfObject(value: object): GoType {
  const declared = (value as Partial<Typed>)[goType];
  if (declared !== undefined) return declared;
  if (Array.isArray(value)) return listType;
  return value instanceof Uint8Array ? bytesType : mapType;
}

export function isNil(value: Value): value is undefined | null {
  return value === undefined || value === null;
}

/** A slice as a list, bytes included; undefined for everything else. */
export function listOf(value: Value): List | undefined {
  if (Array.isArray(value)) return value as List;
  if (value instanceof Uint8Array) return Array.from(value, (byte) => new Int(BigInt(byte), bytesType.elem as GoType));
  return undefined;
}

/** The value as a map, whatever its name; undefined for everything else. */
export function mapValue(value: Value): ValueMap | undefined {
  return !isNil(value) && typeof value === "object" && typeOf(value).kind === "map" ? (value as ValueMap) : undefined;
}

const unnamed = new WeakMap<ValueMap, ValueMap>();

/** A map of a named type as a plain one, as Go converts it: the same entries, so that what is set in either is in both. */
export function withoutName(map: ValueMap): ValueMap {
  if (typeOf(map).underlying !== mapType) return map;
  const known = unnamed.get(map);
  if (known !== undefined) return known;
  const get = (target: ValueMap, key: string | symbol): unknown =>
    key === goType ? undefined : Reflect.get(target, key);
  const view = new Proxy(map, { get });
  unnamed.set(map, view);
  return view;
}

/** The digits of an integer of any kind; undefined for everything else. */
export function integerOf(value: Value): bigint | undefined {
  if (typeof value === "bigint") return value;
  return value instanceof Int ? value.value : undefined;
}

/** The text of every kind of string; undefined for everything else. */
export function stringOf(value: Value): string | undefined {
  if (typeof value === "string") return value;
  return value instanceof JsonNumber ? value.text : undefined;
}

/** The keys of a map in the order in which Go prints and ranges over them: by their bytes. */
export function sortedKeys(map: ValueMap): string[] {
  return Object.keys(map).sort(compareStrings);
}

/** Orders strings by code points, which is the order of their UTF-8. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    const isLeftSurrogate = left >= 0xd800 && left <= 0xdfff;
    const isRightSurrogate = right >= 0xd800 && right <= 0xdfff;
    if (isLeftSurrogate === isRightSurrogate) return left - right;
    return isLeftSurrogate ? 1 : -1;
  }
  return a.length - b.length;
}

/** What `if` thinks of the value: false for nil, zero, "" and what is empty. */
export function isTrue(value: Value): boolean {
  switch (typeof value) {
    case "string":
      return value !== "";
    case "boolean":
      return value;
    case "number":
      return value !== 0;
    case "bigint":
      return value !== 0n;
    case "undefined":
      return false;
    default:
      return value !== null && isObjectTrue(value);
  }
}

function isObjectTrue(value: object): boolean {
  const type = typeOfObject(value);
  if (value instanceof Int) return value.value !== 0n;
  if (value instanceof JsonNumber) return value.text !== "";
  if (value instanceof Complex) return value.real !== 0 || value.imaginary !== 0;
  if (type.kind === "slice") return (value as List).length > 0;
  if (type.kind === "map") return Object.keys(value).length > 0;
  return true;
}
