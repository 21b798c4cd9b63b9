import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { fromJson } from "../kubernetes/json.ts";
import type { Value } from "../values/value.ts";
import { compileBoolean } from "./boolean-expression.ts";
import type { BooleanExpression } from "./boolean-expression.ts";
import * as texts from "./texts.ts";

/** The expressions of an entry of `healthCheckExprs`, over the fields of an object. */
export interface HealthExpressions {
  readonly current: string;
  readonly inProgress?: string;
  readonly failed?: string;
}

export type HealthOutcome =
  | { readonly ok: true; readonly status: HealthStatus }
  | { readonly ok: false; readonly message: string };

export type HealthStatus = "InProgress" | "Failed" | "Current";

export interface HealthCheck {
  /**
   * In progress while the object's controller has not seen its newest generation; then what the first expression says
   * that is true, of `inProgress`, `failed` and `current`; in progress when none is.
   */
  evaluate(object: JsonObject): HealthOutcome;
}

export type HealthCheckCompilation =
  | { readonly ok: true; readonly check: HealthCheck }
  | { readonly ok: false; readonly message: string };

interface Test {
  readonly status: HealthStatus;
  readonly expression: BooleanExpression;
}

/** Compiles the expressions of a health check. Types are not checked: objects have any fields. */
export function compileHealthCheck({ current, inProgress, failed }: HealthExpressions): HealthCheckCompilation {
  if (current === "") return { ok: false, message: texts.noCurrent };
  const tests: Partial<Record<HealthStatus, Test>> = {};
  const expressions = { Current: current, Failed: failed, InProgress: inProgress } as const;
  for (const [name, text = ""] of Object.entries(expressions)) {
    if (text === "") continue;
    const status = name as HealthStatus;
    const compiled = compileBoolean(text);
    if (!compiled.ok) return { ok: false, message: texts.badHealthExpression(name, compiled.message) };
    tests[status] = { status, expression: compiled.expression };
  }
  const ordered = [tests.InProgress, tests.Failed, tests.Current].filter((test) => test !== undefined);
  return { ok: true, check: { evaluate: (object) => evaluate(ordered, object) } };
}

function evaluate(tests: readonly Test[], object: JsonObject): HealthOutcome {
  if (isBehind(object)) return { ok: true, status: "InProgress" };
  const bindings = new Map<string, Value>();
  for (const [name, value] of Object.entries(object)) bindings.set(name, fromJson(value));
  for (const { status, expression } of tests) {
    const truth = expression.evaluate(bindings);
    if (!truth.ok) return truth;
    if (truth.value) return { ok: true, status };
  }
  return { ok: true, status: "InProgress" };
}

/** Generations that are no numbers say nothing. */
function isBehind(object: JsonObject): boolean {
  const generation = numberIn(object["metadata"], "generation");
  const observed = numberIn(object["status"], "observedGeneration");
  return generation !== undefined && observed !== undefined && generation !== observed;
}

function numberIn(value: JsonValue | undefined, field: string): number | undefined {
  const found = isJsonObject(value) ? getOwn(value, field) : undefined;
  return typeof found === "number" ? found : undefined;
}
