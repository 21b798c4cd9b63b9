// Rules of named expressions.
import type { JsonObject, JsonValue } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { duplicate, invalid, required, tooMany } from "@flux-ts/kube-schema";
import { objectsIn } from "../../../resources/entries.ts";
import { checkQualifiedName } from "../../../registry/label-syntax.ts";
import type { Expression } from "../expression.ts";
import type { NamedExpression } from "../policy.ts";
import { textIn } from "../policy.ts";

const mostConditions = 64;

/** What is wrong with an expression that was compiled. */
export function checkCompiled(expression: Expression, path: string): readonly FieldCause[] {
  if (expression.ok) return [];
  const { problem, text } = expression;
  if (!problem.startsWith("program instantiation failed")) return [invalid(path, text, problem)];
  return [{ type: "InternalError", field: path, message: `Internal error: ${problem}` }];
}

/** `matchConditions`, beside their compiled form. */
export function checkConditions(
  conditions: JsonValue | undefined,
  compiled: readonly NamedExpression[],
  path: string,
): readonly FieldCause[] {
  const list = objectsIn(conditions);
  const causes: FieldCause[] = list.length > mostConditions ? [tooMany(path, list.length, mostConditions)] : [];
  const seen = new Set<string>();
  list.forEach((condition, index) => {
    const at = `${path}[${index}]`;
    causes.push(...checkCondition(condition, compiled[index], at));
    const name = textIn(condition, "name");
    if (name !== "" && seen.has(name)) causes.push(duplicate(`${at}.name`, name));
    seen.add(name);
  });
  return causes;
}

function checkCondition(condition: JsonObject, compiled: NamedExpression | undefined, path: string) {
  const causes: FieldCause[] = [];
  const name = textIn(condition, "name");
  if (textIn(condition, "expression").trim() === "") causes.push(required(`${path}.expression`));
  else if (compiled !== undefined) causes.push(...checkCompiled(compiled.expression, `${path}.expression`));
  if (name === "") causes.push(required(`${path}.name`));
  else causes.push(...checkKey(name).map((why) => invalid(`${path}.name`, name, why)));
  return causes;
}

/** A key with at most one prefix; upstream words one with more as it does for labels. */
export function checkKey(key: string): readonly string[] {
  return checkQualifiedName(key).map((why) => why.replace(/^a qualified name/, "a valid label key"));
}
