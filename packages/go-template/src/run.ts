import { TemplateError } from "./errors.ts";
import * as messages from "./messages.ts";
import type { TemplateSet } from "./template-set.ts";
import type { Value } from "./values/value.ts";

/** What a map without the wanted key gives: no value, the zero value of what it holds, or an error. */
export type MissingKey = "default" | "zero" | "error";

/** What one execution may use, nested executions included. */
export interface Limits {
  /** Actions, passes of loops, calls of functions, and what functions have to look at: texts and lists count by length. */
  readonly maxSteps: number;
  /** Templates that call each other. The JavaScript stack may end earlier, with the same outcome. */
  readonly maxDepth: number;
  /** Characters written, and characters of a single string. */
  readonly maxOutput: number;
}

export const defaultLimits: Limits = { maxSteps: 30_000_000, maxDepth: 100_000, maxOutput: 64 * 1024 * 1024 };

/** One execution with what it has used up. Functions are given the run that calls them. */
export class Run {
  readonly templates: TemplateSet;
  readonly limits: Limits;
  /** The run that was started from outside. */
  readonly root: Run;
  depth = 0;
  #steps = 0;
  #written = 0;
  #output = "";

  constructor(templates: TemplateSet, limits: Limits, root?: Run) {
    this.templates = templates;
    this.limits = limits;
    this.root = root ?? this;
  }

  /** Runs a template of the set, or of another one, and gives what it writes. What it uses counts here. */
  execute(name: string, data: Value, templates: TemplateSet = this.templates): string {
    return templates.executeWithin(new Run(templates, this.limits, this.root), name, data);
  }

  get output(): string {
    return this.#output;
  }

  write(text: string): void {
    this.#output += text;
    const { root } = this;
    root.#written += text.length;
    if (root.#written > this.limits.maxOutput) throw this.#exceeded(messages.outputExceeded(this.limits.maxOutput));
  }

  /** Counts work that is about to be done, and refuses it when it is too much. */
  spend(steps: number): void {
    const { root } = this;
    root.#steps += steps;
    if (root.#steps > this.limits.maxSteps) throw this.#exceeded(messages.stepsExceeded(this.limits.maxSteps));
  }

  /** Refuses strings that are longer than all output may be. Functions call it before they build one. */
  checkLength(length: number): void {
    if (length > this.limits.maxOutput) throw this.#exceeded(messages.outputExceeded(this.limits.maxOutput));
  }

  #exceeded(text: string): TemplateError {
    return new TemplateError("limit", `template: ${text}`);
  }
}
