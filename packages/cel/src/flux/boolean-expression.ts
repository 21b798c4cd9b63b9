import { formatType } from "../check/types.ts";
import { compileCel } from "../compile.ts";
import type { CompileOptions, Program } from "../compile.ts";
import type { Bindings } from "../interpret/frame.ts";
import { formatIssues } from "../parse/source.ts";
import * as texts from "./texts.ts";

/** An outcome of Flux's expressions; messages are upstream's. */
export type Truth = { readonly ok: true; readonly value: boolean } | { readonly ok: false; readonly message: string };

/** An expression whose value must be true or false. */
export interface BooleanExpression {
  /** Never throws, and ends. */
  evaluate(bindings: Bindings): Truth;
}

export type BooleanCompilation =
  | { readonly ok: true; readonly expression: BooleanExpression }
  | { readonly ok: false; readonly message: string };

/** Flux sets no limit; this one only stops what would not end in any useful time. */
const costLimit = 10_000_000;

/** Compiles an expression of Flux. With variables given, types are checked. */
export function compileBoolean(text: string, variables?: CompileOptions["variables"]): BooleanCompilation {
  const checked = variables !== undefined;
  const compiled = compileCel(text, { dialect: "flux", checked, ...(checked && { variables }) });
  if (!compiled.ok) return { ok: false, message: texts.notParsed(text, formatIssues(text, compiled.issues)) };
  const { program } = compiled;
  const type = formatType(program.type);
  if (checked && type !== "bool") return { ok: false, message: texts.wrongType(type) };
  return { ok: true, expression: { evaluate: (bindings) => evaluate(text, program, bindings) } };
}

function evaluate(text: string, program: Program, bindings: Bindings): Truth {
  const result = program.evaluate(bindings, { costLimit });
  if (!result.ok) return { ok: false, message: texts.notEvaluated(text, result.error.message) };
  if (typeof result.value === "boolean") return { ok: true, value: result.value };
  return { ok: false, message: texts.notBoolean(text) };
}
