import { compileTemplate } from "./compile/template.ts";
import { TemplateError } from "./errors.ts";
import type { Compiled, Step } from "./frame.ts";
import { Frame } from "./frame.ts";
import { builtins } from "./functions/index.ts";
import * as messages from "./messages.ts";
import type { Statement } from "./parse/node.ts";
import { isEmpty, parseTemplate } from "./parse/parse.ts";
import { defaultLimits, Run } from "./run.ts";
import type { Limits, MissingKey } from "./run.ts";
import type { FuncMap } from "./values/func.ts";
import { toPrintable } from "./values/utf8.ts";
import type { Value } from "./values/value.ts";

export interface TemplateSetOptions {
  /** Added to Go's own functions, or in place of them. */
  readonly functions?: FuncMap;
  readonly missingKey?: MissingKey;
  readonly limits?: Partial<Limits>;
}

/** Most templates of a large chart are never run: their code is made when they are for the first time. */
function compileWhenRun(statements: readonly Statement[], functions: FuncMap): Step {
  let body: Step | undefined;
  return (frame) => {
    body ??= compileTemplate(statements, functions);
    return body(frame);
  };
}

/** Templates that can call each other by name. Compiled once, run any number of times. */
export class TemplateSet {
  readonly missingKey: MissingKey;
  /** The name that messages give the whole set. */
  readonly name: string;
  readonly #functions: FuncMap;
  readonly #limits: Limits;
  readonly #templates: Map<string, Compiled>;

  constructor(name: string, options: TemplateSetOptions = {}, templates: ReadonlyMap<string, Compiled> = new Map()) {
    this.name = name;
    this.missingKey = options.missingKey ?? "default";
    this.#functions = { ...builtins, ...options.functions };
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#templates = new Map(templates);
  }

  /** A set with the same templates except `without`, to which others can be added. */
  clone(without?: string): TemplateSet {
    const options = { functions: this.#functions, missingKey: this.missingKey, limits: this.#limits };
    const copy = new TemplateSet(this.name, options, this.#templates);
    if (without !== undefined) copy.#templates.delete(without);
    return copy;
  }

  /**
   * Adds the template `text` under `name`, and those it defines. A template that is there already is replaced, except by
   * an empty one.
   *
   * @throws TemplateError
   */
  parse(name: string, text: string): void {
    const definitions = parseTemplate({ name, text }, (name) => Object.hasOwn(this.#functions, name));
    for (const { name, source, statements } of definitions) {
      const empty = isEmpty(statements);
      if (empty && this.#templates.has(name)) continue;
      this.#templates.set(name, { name, source, body: compileWhenRun(statements, this.#functions) });
    }
  }

  has(name: string): boolean {
    return this.#templates.has(name);
  }

  lookup(name: string): Compiled | undefined {
    return this.#templates.get(name);
  }

  /**
   * What the template writes for the data. Functions may change the data (sprig's `set` does): give a copy of what must
   * stay.
   *
   * @throws TemplateError
   */
  execute(name: string, data: Value): string {
    const run = new Run(this, this.#limits);
    try {
      return toPrintable(this.executeWithin(run, name, data));
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // JavaScript refuses strings and lists that are too long in the same way as calls that are too deep.
      const text = /length/.test(error.message)
        ? messages.outputExceeded(this.#limits.maxOutput)
        : messages.stackExceeded;
      throw new TemplateError("limit", `template: ${text}`, { cause: error });
    }
  }

  executeWithin(run: Run, name: string, data: Value): string {
    const template = this.#templates.get(name);
    if (template === undefined) throw new TemplateError("exec", messages.noTemplate(name, this.name));
    this.call(run, template, data);
    return run.output;
  }

  /** Runs a template in the same output. */
  call(run: Run, template: Compiled, data: Value): void {
    run.root.depth++;
    template.body(new Frame(run, template, data === null ? undefined : data));
    run.root.depth--;
  }
}
