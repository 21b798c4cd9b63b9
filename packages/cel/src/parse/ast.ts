import type { Constant } from "../values/value.ts";

interface Node {
  /** Offset in the source, in UTF-16 units: of the operator, the bracket of a call, or the first character. */
  readonly at: number;
  /** How many nodes lie on the longest way down. */
  readonly height: number;
}

export interface Literal extends Node {
  readonly kind: "literal";
  readonly value: Constant;
}

export interface Ident extends Node {
  readonly kind: "ident";
  /** Begins with a dot when it was written so: the name is then looked up at the root only. */
  readonly name: string;
}

export interface Select extends Node {
  readonly kind: "select";
  readonly operand: Expr;
  readonly field: string;
  /** Whether the field is only looked for, by `has`. */
  readonly test: boolean;
}

export interface Call extends Node {
  readonly kind: "call";
  /** Operators are functions with names like `_+_`. */
  readonly name: string;
  readonly target: Expr | undefined;
  readonly args: readonly Expr[];
}

export interface ListExpr extends Node {
  readonly kind: "list";
  readonly items: readonly Element[];
}

export interface Element {
  readonly value: Expr;
  /** Written with `?`: the value is an optional, and left out when it is none. */
  readonly optional: boolean;
}

export interface MapExpr extends Node {
  readonly kind: "map";
  readonly entries: readonly Entry[];
}

export interface Entry extends Element {
  readonly at: number;
  readonly key: Expr;
}

/** `Name{field: value}`: an object of a named type. */
export interface StructExpr extends Node {
  readonly kind: "struct";
  readonly name: string;
  readonly fields: readonly StructField[];
}

export interface StructField extends Element {
  /** The colon. */
  readonly at: number;
  readonly name: string;
}

/** A loop over a list or the keys of a map: what macros become. */
export interface Fold extends Node {
  readonly kind: "fold";
  readonly range: Expr;
  /** With one variable: the item, or the key of a map. With two: the index or key, and the value. */
  readonly variables: readonly [string] | readonly [string, string];
  readonly accumulator: string;
  readonly initial: Expr;
  readonly condition: Expr;
  readonly step: Expr;
  readonly result: Expr;
}

export type Expr = Literal | Ident | Select | Call | ListExpr | MapExpr | StructExpr | Fold;

export function literal(at: number, value: Constant): Literal {
  return { kind: "literal", at, height: 1, value };
}

export function ident(at: number, name: string): Ident {
  return { kind: "ident", at, height: 1, name };
}

export function select(at: number, operand: Expr, field: string, test = false): Select {
  return { kind: "select", at, height: operand.height + 1, operand, field, test };
}

export function call(at: number, name: string, ...args: readonly Expr[]): Call {
  return { kind: "call", at, height: heightOver(args), name, target: undefined, args };
}

export function memberCall(at: number, target: Expr, name: string, ...args: readonly Expr[]): Call {
  return { kind: "call", at, height: heightOver([target, ...args]), name, target, args };
}

export function list(at: number, items: readonly Element[]): ListExpr {
  return { kind: "list", at, height: heightOver(items.map(({ value }) => value)), items };
}

export function map(at: number, entries: readonly Entry[]): MapExpr {
  return { kind: "map", at, height: heightOver(entries.flatMap(({ key, value }) => [key, value])), entries };
}

export function struct(at: number, name: string, fields: readonly StructField[]): StructExpr {
  return { kind: "struct", at, height: heightOver(fields.map(({ value }) => value)), name, fields };
}

export function fold(at: number, parts: Omit<Fold, "kind" | "at" | "height">): Fold {
  const { range, initial, condition, step, result } = parts;
  return { kind: "fold", at, height: heightOver([range, initial, condition, step, result]), ...parts };
}

function heightOver(children: readonly Expr[]): number {
  return children.reduce((height, child) => Math.max(height, child.height), 0) + 1;
}

/** `a.b.c` as a name, or undefined when the expression is something else. */
export function qualifiedName(expr: Expr): string | undefined {
  if (expr.kind === "ident") return expr.name;
  if (expr.kind !== "select" || expr.test) return undefined;
  const prefix = qualifiedName(expr.operand);
  return prefix === undefined ? undefined : `${prefix}.${expr.field}`;
}
