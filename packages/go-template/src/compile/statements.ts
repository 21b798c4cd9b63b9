import type { Flow, Frame, Step } from "../frame.ts";
import { formatDefault } from "../format/verb.ts";
import { printResult } from "../format/sprint.ts";
import * as messages from "../messages.ts";
import type { Branch, Pipe, Statement, TemplateCall } from "../parse/node.ts";
import { printNode } from "../parse/print.ts";
import { isTrue, typeOf } from "../values/value.ts";
import type { Value } from "../values/value.ts";
import { compileRange } from "./range.ts";
import type { Scope } from "./scope.ts";

const nothing: Step = () => "next";

/** Compiles statements to one step that runs them in order. */
export function compileStatements(scope: Scope, statements: readonly Statement[]): Step {
  const steps = statements.map((statement) => compileStatement(scope, statement));
  const [first = nothing, ...rest] = steps;
  if (rest.length === 0) return first;
  return (frame) => {
    for (const step of steps) {
      const flow = step(frame);
      if (flow !== "next") return flow;
    }
    return "next";
  };
}

/** The statements of a branch: compiled when they run for the first time, for most branches of a chart never do. */
function compileBranch(scope: Scope, statements: readonly Statement[]): Step {
  if (statements.length === 0) return nothing;
  const recall = scope.remember();
  let body: Step | undefined;
  return (frame) => {
    body ??= recall(() => compileStatements(scope, statements));
    return body(frame);
  };
}

function compileStatement(scope: Scope, statement: Statement): Step {
  switch (statement.kind) {
    case "text":
      return (frame) => {
        frame.run.write(statement.text);
        return "next";
      };
    case "action":
      return compileAction(scope, statement.pipe);
    case "if":
      return compileIf(scope, statement);
    case "with":
      return compileWith(scope, statement);
    case "range":
      return scope.nested(() => compileRange(scope, statement, compileBranch));
    case "template":
      return compileCall(scope, statement);
    case "break":
    case "continue": {
      const flow: Flow = statement.kind;
      return () => flow;
    }
  }
}

function compileAction(scope: Scope, pipe: Pipe): Step {
  const evaluate = scope.pipe(pipe);
  if (pipe.variables.length > 0) {
    return (frame) => {
      frame.run.spend(1);
      evaluate(frame, undefined);
      return "next";
    };
  }
  return (frame) => {
    frame.run.spend(1);
    const value = evaluate(frame, undefined);
    if (typeof value === "string") frame.run.write(value);
    else writeValue(frame, pipe, value);
    return "next";
  };
}

function writeValue(frame: Frame, pipe: Pipe, value: Value): void {
  const type = typeOf(value);
  if (type.kind === "func" && value !== undefined) throw frame.fail(messages.cannotPrint(printNode(pipe), type.name));
  if (type.printInPlace !== undefined) frame.run.write(type.printInPlace(value));
  else frame.run.write(value === undefined ? printResult(value) : formatDefault(value));
}

function compileIf(scope: Scope, { pipe, body, otherwise }: Branch): Step {
  return scope.nested(() => {
    const evaluate = scope.pipe(pipe);
    const yes = compileBranch(scope, body);
    const no = compileBranch(scope, otherwise ?? []);
    return (frame) => {
      frame.run.spend(1);
      return isTrue(evaluate(frame, undefined)) ? yes(frame) : no(frame);
    };
  });
}

function compileWith(scope: Scope, { pipe, body, otherwise }: Branch): Step {
  return scope.nested(() => {
    const evaluate = scope.pipe(pipe);
    const yes = compileBranch(scope, body);
    const no = compileBranch(scope, otherwise ?? []);
    return (frame) => {
      frame.run.spend(1);
      const value = evaluate(frame, undefined);
      if (!isTrue(value)) return no(frame);
      const { dot, dotType } = frame;
      frame.dot = value;
      frame.dotType = undefined;
      const flow = yes(frame);
      frame.dot = dot;
      frame.dotType = dotType;
      return flow;
    };
  });
}

function compileCall(scope: Scope, call: TemplateCall): Step {
  const evaluate = call.pipe === undefined ? undefined : scope.pipe(call.pipe);
  return (frame) => {
    const { run } = frame;
    run.spend(1);
    frame.node = call;
    const template = run.templates.lookup(call.name);
    if (template === undefined) throw frame.fail(messages.templateNotDefined(call.name));
    if (run.root.depth >= run.limits.maxDepth) throw frame.fail(messages.depthExceeded(run.limits.maxDepth));
    const data = evaluate?.(frame, undefined);
    run.templates.call(run, template, data);
    return "next";
  };
}
