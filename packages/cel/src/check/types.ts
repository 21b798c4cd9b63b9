import type { Constant } from "../values/value.ts";

/** The type of an expression, as far as it is known before it is evaluated. */
export type CelType =
  | { readonly kind: "dyn" | "error" }
  | { readonly kind: "scalar"; readonly name: string }
  | { readonly kind: "list"; readonly item: CelType }
  | { readonly kind: "map"; readonly key: CelType; readonly value: CelType }
  | { readonly kind: "optional"; readonly value: CelType }
  | { readonly kind: "type"; readonly of: CelType | undefined }
  | { readonly kind: "param"; readonly name: string }
  | ObjectType;

/** An object with known fields. Two of them are the same type when they have the same name. */
export interface ObjectType {
  readonly kind: "object";
  readonly name: string;
  readonly fields: Pick<ReadonlyMap<string, FieldType>, "get">;
}

/** Types by name of the objects that an expression may make: `Name{field: value}`. */
export type StructTypes = (name: string) => ObjectType | undefined;

export interface FieldType {
  readonly type: CelType;
  /** What reading the field of an object gives that an expression made without it. @default null */
  readonly unset?: Constant;
}

export const dynType: CelType = { kind: "dyn" };
export const errorType: CelType = { kind: "error" };
export const boolType = scalar("bool");
export const intType = scalar("int");
export const doubleType = scalar("double");
export const stringType = scalar("string");
export const bytesType = scalar("bytes");
export const timestampType = scalar("timestamp");
export const durationType = scalar("duration");

function scalar(name: string): CelType {
  return { kind: "scalar", name };
}

export function listType(item: CelType): CelType {
  return { kind: "list", item };
}

export function mapType(key: CelType, value: CelType): CelType {
  return { kind: "map", key, value };
}

export function optionalType(value: CelType): CelType {
  return { kind: "optional", value };
}

/** An object with the given fields and no others; types may be written as text. */
export function objectType(name: string, fields: { readonly [field: string]: CelType | string }): ObjectType {
  const entries = Object.entries(fields).map(([field, type]) => [field, { type: asType(type) }] as const);
  return { kind: "object", name, fields: new Map(entries) };
}

/** A type, or one that is written as text. */
export function asType(type: CelType | string): CelType {
  return typeof type === "string" ? parseType(type) : type;
}

/**
 * Reads a type as messages write it: `int`, `list(string)`, `map(string, dyn)`, `optional_type(<T>)`, `net.IP`.
 *
 * @throws SyntaxError when the text is no type.
 */
export function parseType(text: string): CelType {
  const { type, rest } = readType(text);
  if (rest !== "") throw new SyntaxError(`Cannot read the type '${text}': '${rest}' is too much`);
  return type;
}

interface Read {
  readonly type: CelType;
  readonly rest: string;
}

function readType(text: string): Read {
  const name = /^(?:<\w+>|[\w.]+)/.exec(text)?.[0];
  if (name === undefined) throw new SyntaxError(`Cannot read a type at '${text}'`);
  let rest = text.slice(name.length);
  const args: CelType[] = [];
  while (rest.startsWith(args.length === 0 ? "(" : ",")) {
    const arg = readType(rest.slice(1).trimStart());
    args.push(arg.type);
    rest = arg.rest;
  }
  if (args.length > 0) {
    if (!rest.startsWith(")")) throw new SyntaxError(`Missing ')' at '${rest}'`);
    rest = rest.slice(1);
  }
  return { type: makeType(name, args), rest };
}

function makeType(name: string, [first = dynType, second = dynType]: readonly CelType[]): CelType {
  if (name.startsWith("<")) return { kind: "param", name: name.slice(1, -1) };
  switch (name) {
    case "dyn":
      return dynType;
    case "list":
      return listType(first);
    case "map":
      return mapType(first, second);
    case "optional_type":
      return optionalType(first);
    case "type":
      return { kind: "type", of: first === dynType ? undefined : first };
    default:
      return scalar(name);
  }
}

/** Prints a type as cel-go's messages do. */
export function formatType(type: CelType): string {
  switch (type.kind) {
    case "dyn":
      return "dyn";
    case "error":
      return "!error!";
    case "scalar":
      return type.name === "null_type" ? "null" : type.name;
    case "list":
      return `list(${formatType(type.item)})`;
    case "map":
      return `map(${formatType(type.key)}, ${formatType(type.value)})`;
    case "optional":
      return `optional_type(${formatType(type.value)})`;
    case "type":
      return type.of === undefined ? "type" : `type(${formatType(type.of)})`;
    case "param":
      return `<${type.name}>`;
    case "object":
      return type.name;
  }
}
