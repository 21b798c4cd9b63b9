import { readFileSync } from "node:fs";
import type { JsonObject } from "@flux-ts/base";
import { checkRules, compileCel, compileRules, createValidationRules, sizesOf } from "@flux-ts/cel";
import { checkDefinition } from "@flux-ts/kube-schema";
import { describe, test } from "vitest";

interface Recorded {
  readonly variables: { readonly [name: string]: string };
  /** What expressions cost at most when nothing is known of the sizes of variables. */
  readonly expressions: readonly { readonly expr: string; readonly most: string }[];
  readonly schema: JsonObject;
  /** What rules of the schema cost at most, or why there is no saying. */
  readonly rules: readonly { readonly rule: string; readonly most?: string; readonly problem?: string }[];
}

/** A definition, or the schema of one that is otherwise good. */
interface RecordedDefinition {
  readonly name: string;
  readonly schema?: JsonObject;
  readonly metadata?: JsonObject;
  readonly spec?: JsonObject;
  readonly causes: readonly { readonly type: string; readonly field: string; readonly message: string }[];
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`cases/${name}`, import.meta.url), "utf8"));
}

const { variables, expressions, schema, rules } = read("estimates.json") as Recorded;

describe("estimates without sizes are cel-go's", () => {
  test.for(expressions.map(({ expr, most }) => [expr, most] as const))("%s", ([expr, most], { expect }) => {
    const compiled = compileCel(expr, { variables });
    expect(compiled.ok && String(compiled.program.estimate())).toBe(most);
  });
});

describe("estimates by a schema are the API server's", () => {
  const sizes = sizesOf(schema);
  const known = new Map([
    ["self", sizes],
    ["oldSelf", sizes],
  ]);
  const compiled = compileRules(schema, rules)?.rules ?? [];
  test.for(rules.map((recorded, index) => [recorded.rule, recorded, index] as const))(
    "%s",
    ([, { most, problem }, index], { expect }) => {
      const { program, problem: ours } = compiled[index] ?? {};
      const estimate = program && String(program.estimate(known));
      expect({ most: estimate, problem: ours }).toEqual({ most, problem });
    },
  );
});

describe("definitions are refused as by the API server", () => {
  const definitions = read("definitions.json") as readonly RecordedDefinition[];
  test.for(definitions.map((recorded) => [recorded.name, recorded] as const))(
    "%s",
    ([, { schema = {}, metadata, spec, causes }], { expect }) => {
      const found = checkDefinition(
        { ...definitionOf(schema), ...(metadata && { metadata }), ...(spec && { spec }) },
        { checkRules, rules: createValidationRules },
      );
      expect(found.toSorted(byPlace)).toEqual(causes.toSorted(byPlace));
    },
  );
});

function byPlace(
  a: { readonly field: string; readonly message: string },
  b: { readonly field: string; readonly message: string },
): number {
  return a.field + a.message < b.field + b.message ? -1 : 1;
}

function definitionOf(schema: JsonObject): JsonObject {
  return {
    metadata: { name: "foos.g.example.com" },
    spec: {
      group: "g.example.com",
      scope: "Namespaced",
      names: { plural: "foos", singular: "foo", kind: "Foo", listKind: "FooList" },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
}
