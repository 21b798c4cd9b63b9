import { compileCel, equalValues, formatIssues, formatType } from "@flux-ts/cel";
import type { Value } from "@flux-ts/cel";
import { test } from "vitest";
import { readSpecCases } from "./cases.ts";
import type { SpecCase } from "./cases.ts";

/** Where Kubernetes' engine differs from the specification, and we follow it. A case that passes must leave the list. */
const differences: Record<string, readonly string[]> = {
  "cel-go makes maps with keys of any type, and of equal keys the last one wins": [
    "fields/qualified_identifier_resolution/map_key_float",
    "fields/qualified_identifier_resolution/map_key_null",
    "fields/qualified_identifier_resolution/map_value_repeat_key",
    "fields/qualified_identifier_resolution/map_value_repeat_key_heterogeneous",
  ],
  "expressions of Kubernetes have no container, so names are never completed": [
    "namespace/namespace/self_eval_container_lookup",
    "namespace/namespace/self_eval_container_lookup_unchecked",
  ],
  "cel-go 0.26 takes the field of an optional that has no fields for absent": [
    "optionals/optionals/map_null_entry_no_such_key",
    "optionals/optionals/map_present_key_invalid_field",
  ],
  "cel-go finds nothing after the end of a text, instead of failing": [
    "string_ext/value_errors/indexof_out_of_range",
    "string_ext/value_errors/lastindexof_out_of_range",
  ],
};

const known: ReadonlySet<string> = new Set(Object.values(differences).flat());
const cases = readSpecCases();

test("at least 98 % of the specification's cases without protobuf hold", ({ expect }) => {
  expect(cases.length).toBeGreaterThan(1600);
  expect(known.size / cases.length).toBeLessThan(0.02);
});

test.for(cases.map((specCase) => [specCase.name, specCase] as const))("%s", ([name, specCase], { expect }) => {
  const problem = problemOf(specCase);
  if (known.has(name)) expect(problem).toBeDefined();
  else expect(problem).toBeUndefined();
});

/** What is wrong with our answer. */
function problemOf({ expr, variables, checked, checkOnly, type, bindings, value }: SpecCase): string | undefined {
  const compiled = compileCel(expr, { dialect: "full", variables, checked });
  if (!compiled.ok) return value === undefined ? undefined : formatIssues(expr, compiled.issues);
  const { program } = compiled;
  if (type !== undefined && formatType(program.type) !== type) return `the type is ${formatType(program.type)}`;
  if (checkOnly) return undefined;
  const evaluation = program.evaluate(bindings);
  if (value === undefined) return evaluation.ok ? "there is a value" : undefined;
  if (!evaluation.ok) return evaluation.error.message;
  return isSame(evaluation.value, value) ? undefined : "the value is another one";
}

/** Stricter than CEL: `1` is not `1.0`, and NaN is NaN. */
function isSame(a: Value, b: Value): boolean {
  if (typeof a === "number" && typeof b === "number") return a === b || Number.isNaN(a + b);
  return typeof a === typeof b && equalValues(a, b);
}
