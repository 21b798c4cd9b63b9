import type { Call, Expr, Fold, Ident, ListExpr, Literal, MapExpr, Select, StructExpr } from "./ast.ts";

/**
 * Finds something out about every part of an expression, given what is around it. Macros may use a part twice, which is
 * then looked at once: otherwise a chain of them would take forever.
 */
export abstract class Visitor<Scope, Found> {
  readonly #found = new Map<Expr, Found>();

  /** What was found out so far. */
  get found(): ReadonlyMap<Expr, Found> {
    return this.#found;
  }

  visit(expr: Expr, scope: Scope): Found {
    const known = this.#found.get(expr);
    if (known !== undefined) return known;
    const found = this.complete(expr, this.#dispatch(expr, scope));
    this.#found.set(expr, found);
    return found;
  }

  #dispatch(expr: Expr, scope: Scope): Found {
    switch (expr.kind) {
      case "literal":
        return this.literal(expr);
      case "ident":
        return this.ident(expr, scope);
      case "select":
        return this.select(expr, scope);
      case "call":
        return this.call(expr, scope);
      case "list":
        return this.list(expr, scope);
      case "map":
        return this.map(expr, scope);
      case "struct":
        return this.struct(expr, scope);
      case "fold":
        return this.fold(expr, scope);
    }
  }

  /** Adds what does not depend on the kind of the part. */
  protected complete(_expr: Expr, found: Found): Found {
    return found;
  }

  protected abstract literal(expr: Literal): Found;
  protected abstract ident(expr: Ident, scope: Scope): Found;
  protected abstract select(expr: Select, scope: Scope): Found;
  protected abstract call(expr: Call, scope: Scope): Found;
  protected abstract list(expr: ListExpr, scope: Scope): Found;
  protected abstract map(expr: MapExpr, scope: Scope): Found;
  protected abstract struct(expr: StructExpr, scope: Scope): Found;
  protected abstract fold(expr: Fold, scope: Scope): Found;
}
