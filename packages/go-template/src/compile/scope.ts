import type { Expression } from "../frame.ts";
import type { Operand, Pipe } from "../parse/node.ts";
import type { FuncMap } from "../values/func.ts";
import type { GoType } from "../values/type.ts";

/** Expressions contain each other: what compiles one kind finds what compiles the others here. */
export interface Compilers {
  readonly pipe: (scope: Scope, pipe: Pipe) => Expression;
  readonly argument: (scope: Scope, operand: Operand, type?: GoType) => Expression;
}

/** What names mean while a template is compiled. Variables have slots; a declaration hides earlier ones of its name. */
export class Scope {
  readonly functions: FuncMap;
  readonly #compilers: Compilers;
  #variables: readonly { readonly name: string; readonly slot: number }[] = [{ name: "$", slot: 0 }];
  #slots = 1;

  constructor(functions: FuncMap, compilers: Compilers) {
    this.functions = functions;
    this.#compilers = compilers;
  }

  /** A pipe with its declarations, which are known behind it. */
  pipe(pipe: Pipe): Expression {
    return this.#compilers.pipe(this, pipe);
  }

  /** An operand as an argument: checked against the type of its parameter, when there is one. */
  argument(operand: Operand, type?: GoType): Expression {
    return this.#compilers.argument(this, operand, type);
  }

  declare(name: string): number {
    const slot = this.#slots++;
    this.#variables = [...this.#variables, { name, slot }];
    return slot;
  }

  /** The slot of a variable. The parser lets some pass that have none: then reading them fails. */
  slotOf(name: string): number | undefined {
    return this.#variables.findLast((variable) => variable.name === name)?.slot;
  }

  /** For what is compiled later than the rest: lets it see the variables that are known now. */
  remember(): <T>(compile: () => T) => T {
    const known = this.#variables;
    return (compile) =>
      this.nested(() => {
        this.#variables = known;
        return compile();
      });
  }

  /** Forgets what `compile` declares. */
  nested<T>(compile: () => T): T {
    const outer = this.#variables;
    const result = compile();
    this.#variables = outer;
    return result;
  }
}
