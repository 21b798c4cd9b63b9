import type { Func } from "./func.ts";
import type { Value } from "./value.ts";

/** Kinds as Go's `reflect` names them. */
export type Kind =
  | "invalid"
  | "bool"
  | "int"
  | "int64"
  | "uint8"
  | "uint32"
  | "uint64"
  | "float64"
  | "complex128"
  | "string"
  | "slice"
  | "map"
  | "struct"
  | "ptr"
  | "func"
  | "interface";

/** What a template can see of a Go type. */
export interface GoType {
  /** As `%T` prints it: `map[string]interface {}`. */
  readonly name: string;
  readonly kind: Kind;
  /** What a slice or a map holds. */
  readonly elem?: GoType;
  /** Whether the slice or map was never made: it is empty, equals nil, and JSON has null for it. */
  readonly isNil?: true;
  /** The type without a name of its own that a value of this type can be assigned to. */
  readonly underlying?: GoType;
  /** Fields of a struct in the order of their declaration. They are own properties of the value. */
  readonly fields?: readonly string[];
  readonly methods?: { readonly [name: string]: (receiver: Value) => Func };
  /** What its `String()` or `Error()` answers. */
  readonly print?: (value: Value) => string;
  /** What `String()` answers where only a pointer to the type has it: then it is asked by actions, which print in place. */
  readonly printInPlace?: (value: Value) => string;
  /** What JSON has of the value, when that is not its fields by their names. */
  readonly json?: (value: Value) => Value;
}

/** Where a value says its Go type, when the JavaScript type does not: on the object or on its prototype. */
export const goType: unique symbol = Symbol("goType");

export interface Typed {
  readonly [goType]: GoType;
}

export const anyType: GoType = { name: "interface {}", kind: "interface" };
/** The type of parameters that take any value, even none at all (Go's `reflect.Value`). */
export const reflectType: GoType = { name: "reflect.Value", kind: "struct" };
export const boolType: GoType = { name: "bool", kind: "bool" };
export const intType: GoType = { name: "int", kind: "int" };
export const int64Type: GoType = { name: "int64", kind: "int64" };
export const byteType: GoType = { name: "uint8", kind: "uint8" };
export const uint32Type: GoType = { name: "uint32", kind: "uint32" };
export const uint64Type: GoType = { name: "uint64", kind: "uint64" };
export const floatType: GoType = { name: "float64", kind: "float64" };
export const complexType: GoType = { name: "complex128", kind: "complex128" };
export const stringType: GoType = { name: "string", kind: "string" };
export const funcType: GoType = { name: "func()", kind: "func" };

export const listType: GoType = sliceOf(anyType);
export const stringsType: GoType = sliceOf(stringType);
export const intsType: GoType = sliceOf(intType);
export const bytesType: GoType = sliceOf(byteType);
export const mapType: GoType = mapOf(anyType);

export function sliceOf(elem: GoType): GoType {
  return { name: `[]${elem.name}`, kind: "slice", elem };
}

export function mapOf(elem: GoType): GoType {
  return { name: `map[string]${elem.name}`, kind: "map", elem };
}

/** Whether nil is a value of the type. */
export function canBeNil(type: GoType): boolean {
  switch (type.kind) {
    case "func":
    case "interface":
    case "map":
    case "ptr":
    case "slice":
      return true;
    default:
      return type === reflectType;
  }
}

/** Whether a value of type `from` can be given where `to` is wanted. */
export function isAssignable(from: GoType, to: GoType): boolean {
  return (
    from === to || to.kind === "interface" || to === reflectType || from.underlying === to || from.name === to.name
  );
}
