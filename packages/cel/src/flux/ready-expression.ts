import type { JsonObject } from "@flux-ts/base";
import { fromJson } from "../kubernetes/json.ts";
import { compileBoolean } from "./boolean-expression.ts";
import type { Truth } from "./boolean-expression.ts";

/** A `readyExpr` of a dependency. */
export interface ReadyExpression {
  /** Whether a dependency (`dep`) is ready for an object (`self`). */
  evaluate(objects: { readonly self: JsonObject; readonly dep: JsonObject }): Truth;
}

export type ReadyCompilation =
  | { readonly ok: true; readonly expression: ReadyExpression }
  | { readonly ok: false; readonly message: string };

const object = "map(string, dyn)";

/** Compiles a `readyExpr`; it must be known to be true or false. */
export function compileReadyExpression(text: string): ReadyCompilation {
  const compiled = compileBoolean(text, { self: object, dep: object });
  if (!compiled.ok) return compiled;
  const { expression } = compiled;
  return {
    ok: true,
    expression: {
      evaluate: ({ self, dep }) =>
        expression.evaluate(
          new Map([
            ["self", fromJson(self)],
            ["dep", fromJson(dep)],
          ]),
        ),
    },
  };
}
