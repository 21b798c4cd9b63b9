import { TemplateError } from "./errors.ts";
import * as messages from "./messages.ts";
import type { Node } from "./parse/node.ts";
import { printNode } from "./parse/print.ts";
import { columnAt, lineAt } from "./parse/source.ts";
import type { Source } from "./parse/source.ts";
import type { Run } from "./run.ts";
import type { GoType } from "./values/type.ts";
import type { Value } from "./values/value.ts";

/** A template ready to run. */
export interface Compiled {
  readonly name: string;
  readonly source: Source;
  readonly body: Step;
}

/** How a statement ended. */
export type Flow = "next" | "break" | "continue";

/** A compiled statement. */
export type Step = (frame: Frame) => Flow;

/** A compiled expression. `final` is what the stage before in a pipeline gave. */
export type Expression = (frame: Frame, final: Value) => Value;

/** One call of a template. */
export class Frame {
  readonly run: Run;
  readonly template: Compiled;
  dot: Value;
  /** The type of the list that dot is an item of says what dot is, until a pipeline unwraps it. */
  dotType: GoType | undefined;
  /** By slot; slot 0 is `$`. */
  readonly variables: Value[];
  readonly variableTypes: (GoType | undefined)[] = [];
  /** What is looked at: the place that errors name. */
  node: Node | undefined;

  constructor(run: Run, template: Compiled, data: Value) {
    this.run = run;
    this.template = template;
    this.dot = data;
    this.variables = [data];
  }

  /** The error of what fails at the current node. */
  fail(text: string, cause?: unknown): TemplateError {
    const { source, name: executing } = this.template;
    const at = this.node?.at ?? 0;
    const position = { name: source.name, line: lineAt(source, at), column: columnAt(source, at) };
    const place = `${position.name}:${position.line}:${position.column}`;
    const shown = this.node === undefined ? "" : printNode(this.node);
    const message = messages.execError(place, executing, shown, text);
    const code = cause instanceof TemplateError && cause.code === "limit" ? "limit" : "exec";
    return new TemplateError(code, message, { position, cause });
  }
}
