import type { Step } from "../frame.ts";
import type { Statement } from "../parse/node.ts";
import type { FuncMap } from "../values/func.ts";
import { compileArgument } from "./argument.ts";
import { compilePipe } from "./pipe.ts";
import { Scope } from "./scope.ts";
import { compileStatements } from "./statements.ts";

/** Compiles what a template consists of to one step. Names of functions are bound now, names of templates when they run. */
export function compileTemplate(statements: readonly Statement[], functions: FuncMap): Step {
  return compileStatements(new Scope(functions, { pipe: compilePipe, argument: compileArgument }), statements);
}
