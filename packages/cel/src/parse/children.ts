import type { Expr } from "./ast.ts";

/** The parts of an expression. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case "literal":
    case "ident":
      return [];
    case "select":
      return [expr.operand];
    case "call":
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args];
    case "list":
      return expr.items.map(({ value }) => value);
    case "map":
      return expr.entries.flatMap(({ key, value }) => [key, value]);
    case "struct":
      return expr.fields.map(({ value }) => value);
    case "fold":
      return [expr.range, expr.initial, expr.condition, expr.step, expr.result];
  }
}

/** Whether a global variable is used anywhere in an expression. */
export function mentions(root: Expr, variable: string): boolean {
  const seen = new Set<Expr>();
  const visit = (expr: Expr): boolean => {
    if (seen.has(expr)) return false;
    seen.add(expr);
    if (expr.kind === "ident") return expr.name === variable || expr.name === `.${variable}`;
    if (expr.kind === "fold" && [...expr.variables, expr.accumulator].includes(variable)) {
      return visit(expr.range) || visit(expr.initial);
    }
    return childrenOf(expr).some(visit);
  };
  return visit(root);
}
