import type { Checked } from "../check/check.ts";
import { dynType } from "../check/types.ts";
import type { CelType } from "../check/types.ts";
import type { Call, Expr, Fold, Ident, ListExpr, Literal, MapExpr, Select, StructExpr } from "../parse/ast.ts";
import { Visitor } from "../parse/visitor.ts";
import { estimateCall } from "./estimate-calls.ts";
import { larger, product, sum, unbounded } from "./saturating.ts";
import { listCost, mapCost, sizeOf, structCost } from "./sizes.ts";

/** How large a value and its parts can be, by its schema. */
export interface SizeHint {
  /** Characters, items or entries. */
  readonly size: bigint;
  readonly fields: ReadonlyMap<string, SizeHint>;
  /** Items of a list, values of a map. */
  readonly item: SizeHint | undefined;
  readonly key: SizeHint | undefined;
}

/** What is known of a value before it is evaluated. */
interface Known {
  /** Undefined when it may be anything. */
  readonly size?: bigint | undefined;
  /** By its place below a variable; `null` where schemas say nothing, undefined when it has no such place. */
  readonly hint?: SizeHint | null | undefined;
  /** Of lists and maps that the expression makes: the sizes of their largest item and key. */
  readonly entry?: { readonly key: bigint | undefined; readonly value: bigint | undefined } | undefined;
}

interface Estimate extends Known {
  readonly cost: bigint;
}

/** The variables of loops around an expression. */
type Locals = ReadonlyMap<string, Known>;

/** Estimates what an expression costs at most, whatever the variables are. */
export function estimateCost(expr: Expr, checked: Checked, variables: ReadonlyMap<string, SizeHint>): bigint {
  return new Estimator(checked, variables).visit(expr, new Map()).cost;
}

class Estimator extends Visitor<Locals, Estimate> {
  readonly #checked: Checked;
  readonly #variables: ReadonlyMap<string, SizeHint>;

  constructor(checked: Checked, variables: ReadonlyMap<string, SizeHint>) {
    super();
    this.#checked = checked;
    this.#variables = variables;
  }

  /**
   * The hint of a part of a value. The API server takes the place of what an expression made itself for that of the
   * first variable, and so are its parts.
   */
  #partOf({ hint }: Known, part: (whole: SizeHint) => SizeHint | undefined): SizeHint | null {
    if (hint === undefined) return this.#first;
    return (hint && part(hint)) ?? null;
  }

  get #first(): SizeHint | null {
    const [first = null] = this.#variables.values();
    return first;
  }

  protected override complete(expr: Expr, made: Estimate): Estimate {
    return { ...made, size: made.size ?? made.hint?.size ?? scalarSize(this.#typeOf(expr)) };
  }

  #typeOf(expr: Expr): CelType {
    return this.#checked.types.get(expr) ?? dynType;
  }

  protected literal({ value }: Literal): Estimate {
    return { cost: 0n, size: BigInt(sizeOf(value)) };
  }

  protected ident({ name }: Ident, locals: Locals): Estimate {
    return { cost: 1n, ...this.#variable(name, locals) };
  }

  protected struct({ fields }: StructExpr, locals: Locals): Estimate {
    return { cost: sum(BigInt(structCost), ...fields.map(({ value }) => this.visit(value, locals).cost)) };
  }

  /** Of the variables of loops, what schemas say counts before what the expression shows. */
  #variable(name: string, locals: Locals): Known {
    const local = locals.get(name);
    // The names of types count like the first variable.
    if (local === undefined) return { hint: this.#variables.get(name) ?? this.#first };
    return { ...local, size: local.hint?.size ?? local.size };
  }

  protected list(expr: ListExpr, locals: Locals): Estimate {
    const items = expr.items.map(({ value }) => this.visit(value, locals));
    return {
      cost: sum(BigInt(listCost), ...items.map(({ cost }) => cost)),
      size: BigInt(items.length),
      entry: { key: 1n, value: largestOf(items) },
    };
  }

  protected map(expr: MapExpr, locals: Locals): Estimate {
    const keys = expr.entries.map(({ key }) => this.visit(key, locals));
    const values = expr.entries.map(({ value }) => this.visit(value, locals));
    return {
      cost: sum(BigInt(mapCost), ...[...keys, ...values].map(({ cost }) => cost)),
      size: BigInt(keys.length),
      entry: { key: largestOf(keys), value: largestOf(values) },
    };
  }

  protected select(expr: Select, locals: Locals): Estimate {
    const operand = this.visit(expr.operand, locals);
    const type = this.#checked.types.get(expr.operand);
    // A name with dots is one variable.
    if (type === undefined) return { cost: 1n };
    // The field of what has no type is free, as its absence may be found first.
    const free = expr.test || (type.kind !== "map" && type.kind !== "object");
    const hint = this.#partOf(operand, ({ fields }) => fields.get(expr.field));
    return { cost: sum(operand.cost, free ? 0n : 1n), hint: expr.test ? undefined : hint };
  }

  protected call(expr: Call, locals: Locals): Estimate {
    const parts = expr.target === undefined || this.#isNamespace(expr) ? expr.args : [expr.target, ...expr.args];
    const args = parts.map((part) => this.visit(part, locals));
    const cost = sum(...args.map((arg) => arg.cost));
    const [first = nothing, second = nothing, third = nothing] = args;
    switch (expr.name) {
      case "_&&_":
      case "_||_":
        return { cost };
      case "_?_:_":
        return { cost: sum(first.cost, larger(second.cost, third.cost)), ...either(second, third) };
      case "_[_]":
        return { cost: sum(cost, 1n), hint: this.#partOf(first, ({ item }) => item), size: first.entry?.value };
      default: {
        const overloads = (this.#checked.overloads.get(expr) ?? []).map(({ id }) => id);
        const sized = args.map(({ size, hint }, index) => ({
          expr: parts[index] as Expr,
          type: this.#typeOf(parts[index] as Expr),
          size,
          item: this.#itemSize(parts[index] as Expr, hint),
        }));
        const call = estimateCall(overloads, sized);
        const entry = overloads.includes("add_list") ? either(first, second).entry : undefined;
        return { cost: sum(cost, call.cost), size: call.size, entry };
      }
    }
  }

  /** Whether what looks like a target is the beginning of the function's name. */
  #isNamespace({ target }: Call): boolean {
    return target !== undefined && !this.#checked.types.has(target);
  }

  /** The size of a list's largest item; undefined when each is one. */
  #itemSize(expr: Expr, hint: Known["hint"]): bigint | undefined {
    const type = this.#typeOf(expr);
    if (type.kind !== "list" || type.item.kind === "dyn" || scalarSize(type.item) !== undefined) return undefined;
    return hint?.item?.size ?? unbounded;
  }

  protected fold(expr: Fold, locals: Locals): Estimate {
    const range = this.visit(expr.range, locals);
    const initial = this.visit(expr.initial, locals);
    const turns = range.size ?? unbounded;
    const item = made(expr);
    // What is only given a name is known; what is made by turns is not before the end.
    const named = expr.range.kind === "list" && expr.range.items.length === 0;
    const accumulated: Known = named ? known(initial) : {};
    const accumulating = new Map([...locals, [expr.accumulator, accumulated]]);
    const inner = new Map([...accumulating, ...this.#variablesOf(expr, range)]);
    const condition = this.visit(expr.condition, inner);
    const step = this.visit(expr.step, inner);
    const result = this.visit(expr.result, accumulating);
    const entry = item === undefined ? undefined : { key: 1n, value: this.visit(item, inner).size };
    return {
      cost: sum(range.cost, initial.cost, product(turns, sum(condition.cost, step.cost)), result.cost),
      ...(named ? known(result) : { size: isCollection(expr) ? turns : undefined, entry }),
    };
  }

  #variablesOf(expr: Fold, range: Estimate): readonly (readonly [string, Known])[] {
    const isMap = this.#typeOf(expr.range).kind === "map";
    const value = { size: range.entry?.value, hint: this.#partOf(range, ({ item }) => item) };
    const key = isMap ? { size: range.entry?.key, hint: this.#partOf(range, (map) => map.key) } : { size: 1n };
    const [first, second] = expr.variables;
    if (second === undefined) return [[first, isMap ? key : value]];
    return [
      [first, key],
      [second, value],
    ];
  }
}

const nothing: Estimate = { cost: 0n };

function known({ size, hint, entry }: Known): Known {
  return { size, hint, entry };
}

function largestOf(values: readonly Known[]): bigint | undefined {
  return values.reduce<bigint | undefined>((most, { size }) => largerOf(most, size), 0n);
}

/** Undefined when one is not known. */
function largerOf(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  return a === undefined || b === undefined ? undefined : larger(a, b);
}

function either(a: Known, b: Known): Known {
  return {
    size: largerOf(a.size, b.size),
    entry: { key: largerOf(a.entry?.key, b.entry?.key), value: largerOf(a.entry?.value, b.entry?.value) },
  };
}

/** Whether a loop makes a list or map of its turns. */
function isCollection({ initial }: Fold): boolean {
  return initial.kind === "list" || initial.kind === "map";
}

/** What a turn of a loop adds to the list that is made. */
function made({ initial, step }: Fold): Expr | undefined {
  if (initial.kind !== "list" || step.kind !== "call") return undefined;
  const chosen = step.name === "_?_:_" ? step.args[1] : step;
  const item = chosen?.kind === "call" && chosen.name === "_+_" ? chosen.args[1] : undefined;
  return item?.kind === "list" ? item.items[0]?.value : undefined;
}

const scalars: ReadonlySet<string> = new Set(["bool", "double", "duration", "int", "null_type", "timestamp", "uint"]);

/** Values without parts have the size 1. */
function scalarSize(type: CelType): bigint | undefined {
  if (type.kind === "optional") return scalarSize(type.value);
  return type.kind === "scalar" && scalars.has(type.name) ? 1n : undefined;
}
