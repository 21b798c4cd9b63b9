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

/** The templates of one text, parsed: {@link TemplateSet.add} takes them into a set without parsing again. */
export interface ParsedText {
  readonly functions: FuncMap;
  readonly templates: readonly ParsedTemplate[];
}

interface ParsedTemplate extends Compiled {
  readonly isEmpty: boolean;
}

export interface CloneOptions extends Omit<TemplateSetOptions, "functions"> {
  /** A template that the copy does not have. */
  readonly without?: string;
}

/** What a clone has from the set it comes from. */
interface Origin {
  readonly functions: FuncMap;
  readonly templates: ReadonlyMap<string, Compiled>;
}

/** Templates that can call each other by name. Compiled once, run any number of times. */
export class TemplateSet {
  readonly missingKey: MissingKey;
  /** The name that messages give the whole set. */
  readonly name: string;
  readonly #functions: FuncMap;
  readonly #limits: Limits;
  readonly #templates: Map<string, Compiled>;

  constructor(name: string, options: TemplateSetOptions = {}, origin?: Origin) {
    this.name = name;
    this.missingKey = options.missingKey ?? "default";
    this.#functions = origin?.functions ?? { ...builtins, ...options.functions };
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#templates = new Map(origin?.templates);
  }

  /** A set with the same functions and templates, to which others can be added. */
  clone({ without, ...options }: CloneOptions = {}): TemplateSet {
    const merged = { missingKey: this.missingKey, ...options, limits: { ...this.#limits, ...options.limits } };
    const copy = new TemplateSet(this.name, merged, { functions: this.#functions, templates: this.#templates });
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
    this.add(this.parseText(name, text));
  }

  /**
   * Parses a text and adds nothing. What comes out can be added to this set and its clones, any number of times.
   *
   * @throws TemplateError
   */
  parseText(name: string, text: string): ParsedText {
    const functions = this.#functions;
    const definitions = parseTemplate({ name, text }, (name) => Object.hasOwn(functions, name));
    const templates = definitions.map(({ name, source, statements }) => ({
      name,
      source,
      body: compileWhenRun(statements, functions),
      isEmpty: isEmpty(statements),
    }));
    return { functions, templates };
  }

  /**
   * Adds what {@link parseText} gave, by the rules of {@link parse}.
   *
   * @throws TypeError when it was parsed for a set with other functions: they are bound in its code
   */
  add({ functions, templates }: ParsedText): void {
    if (functions !== this.#functions) throw new TypeError("The text was parsed for templates with other functions");
    for (const template of templates) {
      if (template.isEmpty && this.#templates.has(template.name)) continue;
      this.#templates.set(template.name, template);
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
