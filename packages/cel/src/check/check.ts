import type { Functions } from "../interpret/dispatch.ts";
import type { Overload } from "../library/define.ts";
import { qualifiedName } from "../parse/ast.ts";
import type {
  Call,
  Expr,
  Fold,
  Ident,
  ListExpr,
  Literal,
  MapExpr,
  Select,
  StructExpr,
  StructField,
} from "../parse/ast.ts";
import { Visitor } from "../parse/visitor.ts";
import { typeNameOf } from "../values/kinds.ts";
import { Inference, sameType } from "./inference.ts";
import * as texts from "./texts.ts";
import { typeNames } from "./type-names.ts";
import {
  boolType,
  dynType,
  errorType,
  formatType,
  intType,
  listType,
  mapType,
  optionalType,
  parseType,
  stringType,
} from "./types.ts";
import type { CelType, StructTypes } from "./types.ts";

/** What an expression may use. */
export interface Declarations {
  readonly variables: ReadonlyMap<string, CelType>;
  readonly functions: Functions;
  /** @default none */
  readonly structs?: StructTypes | undefined;
}

/** What is known of an expression once it is checked. */
export interface Checked {
  readonly type: CelType;
  readonly types: ReadonlyMap<Expr, CelType>;
  /** The overloads that a call may mean, by what is known of its arguments. */
  readonly overloads: ReadonlyMap<Expr, readonly Overload[]>;
}

export interface TypeProblem {
  readonly at: number;
  readonly message: string;
}

export type CheckResult =
  | { readonly ok: true; readonly checked: Checked }
  | { readonly ok: false; readonly problems: readonly TypeProblem[] };

/** Finds the types of an expression and all its parts. */
export function check(expr: Expr, declarations: Declarations): CheckResult {
  const checker = new Checker(declarations);
  checker.visit(expr, new Map());
  if (checker.problems.length > 0) return { ok: false, problems: checker.problems };
  return { ok: true, checked: checker.conclude(expr) };
}

/** The variables of the loops around an expression. */
type Locals = ReadonlyMap<string, CelType>;

class Checker extends Visitor<Locals, CelType> {
  readonly problems: TypeProblem[] = [];
  readonly #inference = new Inference();
  readonly #overloads = new Map<Expr, readonly Overload[]>();
  readonly #declarations: Declarations;

  constructor(declarations: Declarations) {
    super();
    this.#declarations = declarations;
  }

  conclude(root: Expr): Checked {
    const types = new Map([...this.found].map(([expr, type]) => [expr, this.#inference.resolve(type, true)]));
    return { type: types.get(root) ?? dynType, types, overloads: this.#overloads };
  }

  protected literal({ value }: Literal): CelType {
    return typeof value === "string" ? stringType : parseType(typeNameOf(value));
  }

  #problem(at: number, message: string): CelType {
    this.problems.push({ at, message });
    return errorType;
  }

  #show(type: CelType): string {
    return formatType(this.#inference.resolve(type, true));
  }

  #expect(expr: Expr, type: CelType, wanted: CelType): void {
    if (!this.#inference.assign([type], [wanted])) {
      this.#problem(expr.at, texts.mismatch(this.#show(wanted), this.#show(type)));
    }
  }

  protected ident({ at, name }: Ident, locals: Locals): CelType {
    return locals.get(name) ?? this.#global(name) ?? this.#problem(at, texts.undeclared(name));
  }

  #global(name: string): CelType | undefined {
    const absolute = name.replace(/^\./, "");
    const type = typeNames.get(absolute) ?? this.#declarations.structs?.(absolute);
    return this.#declarations.variables.get(absolute) ?? (type && { kind: "type", of: type });
  }

  protected select(expr: Select, locals: Locals): CelType {
    const name = expr.test ? undefined : qualifiedName(expr);
    if (name?.includes(".") === true && !locals.has(name.slice(0, name.indexOf(".")))) {
      const type = this.#global(name);
      if (type !== undefined) return type;
    }
    const operand = this.visit(expr.operand, locals);
    const type = this.#field(expr, operand);
    return expr.test && type.kind !== "error" ? boolType : type;
  }

  #field(expr: Select | { readonly at: number; readonly field: string }, operand: CelType): CelType {
    const type = this.#inference.resolve(operand);
    switch (type.kind) {
      case "dyn":
      case "error":
        return type;
      case "param":
        this.#inference.assign([type], [dynType]);
        return dynType;
      case "map":
        return type.value;
      case "optional": {
        const inner = this.#field(expr, type.value);
        return inner.kind === "error" ? inner : optionalType(inner);
      }
      case "object":
        return type.fields.get(expr.field)?.type ?? this.#problem(expr.at, texts.undefinedField(expr.field));
      default:
        return this.#problem(expr.at, texts.notSelectable(this.#show(type)));
    }
  }

  protected call(expr: Call, locals: Locals): CelType {
    if (expr.name === "_&&_" || expr.name === "_||_") return this.#logical(expr, locals);
    if (expr.name === "_?._") return this.#optionalSelect(expr, locals);
    const { target } = expr;
    const prefix = target === undefined ? undefined : qualifiedName(target)?.replace(/^\./, "");
    const qualified = this.#declarations.functions.get(`${prefix}.${expr.name}`);
    if (prefix !== undefined && qualified !== undefined) {
      const args = expr.args.map((arg) => this.visit(arg, locals));
      return this.#overload(expr, { name: `${prefix}.${expr.name}`, overloads: qualified, args, member: false });
    }
    const receiver = target === undefined ? [] : [this.visit(target, locals)];
    const args = [...receiver, ...expr.args.map((arg) => this.visit(arg, locals))];
    const overloads = this.#declarations.functions.get(expr.name.replace(/^\./, ""));
    if (overloads === undefined) return this.#problem(expr.at, texts.undeclared(expr.name));
    return this.#overload(expr, { name: expr.name, overloads, args, member: target !== undefined });
  }

  #logical(expr: Call, locals: Locals): CelType {
    for (const arg of expr.args) this.#expect(arg, this.visit(arg, locals), boolType);
    return boolType;
  }

  #optionalSelect({ at, args: [operand, name] }: Call, locals: Locals): CelType {
    const type = this.#inference.resolve(this.visit(operand as Expr, locals));
    this.visit(name as Expr, locals);
    const field = name?.kind === "literal" && typeof name.value === "string" ? name.value : "";
    const found = this.#field({ at, field }, type);
    const inner = found.kind === "optional" && type.kind === "optional" ? found.value : found;
    return inner.kind === "error" ? inner : optionalType(inner);
  }

  #overload(expr: Call, { name, overloads, args, member }: Candidates): CelType {
    const fitting: Overload[] = [];
    let result: CelType | undefined;
    for (const overload of overloads) {
      if (overload.member !== member || overload.args.length !== args.length) continue;
      const [made, ...wanted] = this.#inference.instantiate([overload.result, ...overload.args]);
      if (!this.#inference.assign(args, wanted)) continue;
      fitting.push(overload);
      const type = this.#inference.resolve(made ?? dynType);
      result = result === undefined || sameType(result, type) ? type : dynType;
    }
    if (result === undefined) {
      return this.#problem(
        expr.at,
        texts.noOverload(
          name,
          args.map((arg) => this.#show(arg)),
          member,
        ),
      );
    }
    this.#overloads.set(expr, fitting);
    return result;
  }

  protected list(expr: ListExpr, locals: Locals): CelType {
    let item: CelType | undefined;
    for (const { value, optional } of expr.items) {
      const type = this.visit(value, locals);
      item = this.#inference.join(item, optional ? this.#unwrap(value, type) : type);
    }
    return listType(item ?? this.#inference.fresh());
  }

  protected map(expr: MapExpr, locals: Locals): CelType {
    let key: CelType | undefined;
    let item: CelType | undefined;
    for (const entry of expr.entries) {
      key = this.#inference.join(key, this.visit(entry.key, locals));
      const type = this.visit(entry.value, locals);
      item = this.#inference.join(item, entry.optional ? this.#unwrap(entry.value, type) : type);
    }
    return mapType(key ?? this.#inference.fresh(), item ?? this.#inference.fresh());
  }

  protected struct({ at, name, fields }: StructExpr, locals: Locals): CelType {
    const types = fields.map(({ value }) => this.visit(value, locals));
    const struct = this.#declarations.structs?.(name.replace(/^\./, ""));
    if (struct === undefined) return this.#problem(at, texts.undeclared(name));
    for (const [index, field] of fields.entries()) {
      const type = types[index] ?? dynType;
      const given = field.optional ? this.#unwrap(field.value, type) : type;
      const wanted = struct.fields.get(field.name)?.type ?? this.#undefined(field);
      if (this.#inference.assign([given], [wanted])) continue;
      this.#problem(field.at, texts.fieldMismatch(field.name, this.#show(wanted), this.#show(given)));
    }
    return struct;
  }

  #undefined({ at, name }: StructField): CelType {
    return this.#problem(at, texts.undefinedField(name));
  }

  /** What is in an optional. */
  #unwrap(expr: Expr, type: CelType): CelType {
    const known = this.#inference.resolve(type);
    if (known.kind === "optional") return known.value;
    if (known.kind !== "dyn" && known.kind !== "error") {
      this.#problem(expr.at, texts.mismatch(this.#show(optionalType(type)), this.#show(type)));
    }
    return known;
  }

  protected fold(expr: Fold, locals: Locals): CelType {
    const range = this.#inference.resolve(this.visit(expr.range, locals));
    const initial = this.visit(expr.initial, locals);
    const accumulating = new Map([...locals, [expr.accumulator, initial]]);
    const items = this.#itemTypes(expr, range);
    const inner = new Map([
      ...accumulating,
      ...expr.variables.map((name, index) => [name, items[index] ?? dynType] as const),
    ]);
    this.#expect(expr.condition, this.visit(expr.condition, inner), boolType);
    this.#expect(expr.step, this.visit(expr.step, inner), initial);
    return this.visit(expr.result, accumulating);
  }

  /** The types of the variables of a loop. */
  #itemTypes({ range, variables }: Fold, type: CelType): readonly CelType[] {
    switch (type.kind) {
      case "list":
        return variables.length === 1 ? [type.item] : [intType, type.item];
      case "map":
        return [type.key, type.value];
      case "dyn":
      case "error":
        return [type, type];
      case "param":
        this.#inference.assign([type], [dynType]);
        return [dynType, dynType];
      default:
        this.#problem(range.at, texts.notIterable(this.#show(type)));
        return [errorType, errorType];
    }
  }
}

interface Candidates {
  readonly name: string;
  readonly overloads: readonly Overload[];
  readonly args: readonly CelType[];
  readonly member: boolean;
}
