import type { JsonObject } from "@flux-ts/base";
import { compileHealthCheck, compileReadyExpression } from "@flux-ts/cel";
import type { HealthExpressions } from "@flux-ts/cel";
import { describe, test } from "vitest";

describe("healthCheckExprs", () => {
  const conditions = (...types: readonly string[]): JsonObject => ({
    metadata: { generation: 2 },
    status: { observedGeneration: 2, conditions: types.map((type) => ({ type, status: "True" })) },
  });
  const has = (type: string): string =>
    `has(status.conditions) && status.conditions.exists(c, c.type == '${type}' && c.status == 'True')`;
  const expressions = { current: has("Ready"), failed: has("Failed"), inProgress: has("Progressing") };

  const cases: Record<string, { exprs?: HealthExpressions; object: JsonObject; want: string }> = {
    "current when only that holds": { object: conditions("Ready"), want: "Current" },
    "failed wins over current": { object: conditions("Ready", "Failed"), want: "Failed" },
    "in progress wins over all": { object: conditions("Ready", "Failed", "Progressing"), want: "InProgress" },
    "in progress when nothing holds": { object: conditions("Other"), want: "InProgress" },
    "in progress while the newest generation is not seen": {
      exprs: { current: "true" },
      object: { metadata: { generation: 2 }, status: { observedGeneration: 1 } },
      want: "InProgress",
    },
    "generations that are no numbers are left to the expressions": {
      exprs: { current: "true" },
      object: { metadata: { generation: 2 }, status: { observedGeneration: "1" } },
      want: "Current",
    },
    "an error is told with its expression": {
      exprs: { current: "data.currentt" },
      object: { data: { current: true } },
      want: "failed to evaluate the CEL expression 'data.currentt': no such key: currentt",
    },
    "a variable that is not there is an error": {
      exprs: { current: "status.ready" },
      object: { data: {} },
      want: "failed to evaluate the CEL expression 'status.ready': no such attribute(s): status",
    },
    "what is not true or false is an error": {
      exprs: { current: "data.size()" },
      object: { data: {} },
      want: "failed to evaluate CEL expression as boolean: 'data.size()'",
    },
  };

  test.for(Object.entries(cases))("%s", ([, { exprs = expressions, object, want }], { expect }) => {
    const compiled = compileHealthCheck(exprs);
    const outcome = compiled.ok ? compiled.check.evaluate(object) : compiled;
    expect(outcome).toEqual(
      ["Current", "Failed", "InProgress"].includes(want) ? { ok: true, status: want } : { ok: false, message: want },
    );
  });

  const broken: Record<string, { exprs: HealthExpressions; want: string }> = {
    "current is required": { exprs: { current: "" }, want: "expression Current not specified" },
    "an expression that is none is named": {
      exprs: { current: "true", failed: "data." },
      want: "failed to parse the expression Failed: failed to parse the CEL expression 'data.': ERROR: <input>:1:6: Syntax error: no viable alternative at input '.'\n | data.\n | .....^",
    },
  };

  test.for(Object.entries(broken))("%s", ([, { exprs, want }], { expect }) => {
    expect(compileHealthCheck(exprs)).toEqual({ ok: false, message: want });
  });
});

describe("readyExpr", () => {
  const objects = {
    self: { metadata: { labels: { version: "v2" } } },
    dep: { metadata: { labels: { version: "v2" } }, status: { replicas: 3 } },
  };

  const cases: Record<string, unknown> = {
    "dep.metadata.labels.version == self.metadata.labels.version": { ok: true, value: true },
    "dep.status.replicas > 3": { ok: true, value: false },
    "dep.status.?ready.orValue(false) == true": { ok: true, value: false },
    "base64.encode(b'a') == 'YQ==' && 'abc'.reverse() == 'cba'": { ok: true, value: true },
    "dep.spec.x == 1": {
      ok: false,
      message: "failed to evaluate the CEL expression 'dep.spec.x == 1': no such key: spec",
    },
    "dep.status.replicas": {
      ok: false,
      message: "CEL expression output type mismatch: expected bool, got dyn",
    },
    "other == 1": {
      ok: false,
      message:
        "failed to parse the CEL expression 'other == 1': ERROR: <input>:1:1: undeclared reference to 'other' (in container '')\n | other == 1\n | ^",
    },
  };

  test.for(Object.entries(cases))("%s", ([text, want], { expect }) => {
    const compiled = compileReadyExpression(text);
    expect(compiled.ok ? compiled.expression.evaluate(objects) : compiled).toEqual(want);
  });
});
