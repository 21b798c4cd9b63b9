import type { JsonObject } from "@flux-ts/base";
import { formatType, optionalType } from "../check/types.ts";
import { compileCel } from "../compile.ts";
import type { Compilation, Program } from "../compile.ts";
import { formatIssues } from "../parse/source.ts";
import { resolveFieldPath } from "./field-path.ts";
import { shapeOf } from "./shape.ts";
import type { Shape } from "./shape.ts";

/** An entry of `x-kubernetes-validations`. */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** A rule that can be evaluated, or why it cannot. */
export interface CompiledRule {
  readonly rule: ValidationRule;
  /** Undefined when there is a problem, or nothing in the rule. */
  readonly program: Program | undefined;
  /** What the API server says about the rule; undefined when it is good. */
  readonly problem: string | undefined;
  readonly message: Program | undefined;
  readonly messageProblem: string | undefined;
  /** Whether the rule is about a change: it mentions `oldSelf`. */
  readonly transition: boolean;
  /** What `fieldPath` adds to the path of the value; undefined when there is none, or no such field. */
  readonly field: string | undefined;
}

export interface CompiledRules {
  readonly shape: Shape;
  readonly rules: readonly CompiledRule[];
}

export interface RulesOptions {
  /** Whether the schema is that of a whole object. */
  readonly root?: boolean;
}

/**
 * Compiles the rules of one schema, not of those below it.
 * Undefined where the value has no type that expressions could know.
 */
export function compileRules(
  schema: JsonObject,
  rules: readonly ValidationRule[],
  { root = false }: RulesOptions = {},
): CompiledRules | undefined {
  const shape = shapeOf(schema, { name: "selfType", resource: root });
  return shape && { shape, rules: rules.map((rule) => compileRule(rule, shape, schema)) };
}

function compileRule(rule: ValidationRule, shape: Shape, schema: JsonObject): CompiledRule {
  const variables = {
    self: shape.type,
    oldSelf: rule.optionalOldSelf === true ? optionalType(shape.type) : shape.type,
  };
  const field = rule.fieldPath === undefined ? undefined : resolveFieldPath(rule.fieldPath, schema);
  const none = { rule, field, program: undefined, message: undefined, messageProblem: undefined, transition: false };
  if (rule.rule.trim() === "") return { ...none, problem: undefined };
  const compiled = compileCel(rule.rule, { variables });
  if (!compiled.ok) return { ...none, problem: notCompiled(rule.rule, compiled) };
  const { program } = compiled;
  if (formatType(program.type) !== "bool") return { ...none, problem: "cel expression must evaluate to a bool" };
  const transition = program.mentions("oldSelf");
  const { message, messageProblem } = compileMessage(rule.messageExpression, variables);
  return { rule, field, program, problem: undefined, transition, message, messageProblem };
}

function compileMessage(
  expression: string | undefined,
  variables: { readonly self: Shape["type"]; readonly oldSelf: Shape["type"] },
): Pick<CompiledRule, "message" | "messageProblem"> {
  if (expression === undefined || expression === "") return { message: undefined, messageProblem: undefined };
  const compiled = compileCel(expression, { variables });
  if (!compiled.ok) {
    return { message: undefined, messageProblem: `messageExpression ${notCompiled(expression, compiled)}` };
  }
  if (formatType(compiled.program.type) === "string") return { message: compiled.program, messageProblem: undefined };
  return { message: undefined, messageProblem: "messageExpression must evaluate to a string" };
}

function notCompiled(expression: string, { reason, issues }: Compilation & { readonly ok: false }): string {
  if (reason === "text") return `compilation failed: ${formatIssues(expression, issues)}`;
  return `program instantiation failed: ${issues[0]?.message}`;
}
