import { readFileSync } from "node:fs";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { compileRules, createValidationRules } from "@flux-ts/cel";
import type { ValidationRule } from "@flux-ts/cel";
import { compileStructuralSchema, validateCustomResource } from "@flux-ts/kube-schema";
import { describe, test } from "vitest";

/** What the validator of custom resources of the API server answered. */
interface Recorded {
  readonly schema: JsonObject & { readonly "x-kubernetes-validations"?: readonly ValidationRule[] };
  readonly object: JsonObject;
  readonly old?: JsonObject;
  readonly budget?: number;
  readonly root: boolean;
  readonly errors: readonly { readonly type: string; readonly text: string }[];
  readonly rules?: readonly { readonly problem?: string; readonly messageProblem?: string }[];
}

const recorded = (
  JSON.parse(readFileSync(new URL("cases/rules.json", import.meta.url), "utf8")) as readonly Recorded[]
).map((entry) => [nameOf(entry), entry] as const);

function nameOf({ schema, object }: Recorded): string {
  const rules = (schema["x-kubernetes-validations"] ?? []).map(({ rule }) => rule);
  return `${rules.join(" ; ")} on ${JSON.stringify(object).slice(0, 60)}`;
}

/** Recorded without the checks that come before rules, and with a mistake that the API server finds when it compiles. */
const different: ReadonlySet<string> = new Set([
  `self.a > timestamp('2021-01-01T00:00:00Z') on {"a":"bad"}`,
  `int('abc') == 1 on {"a":"xx"}`,
]);

const same = recorded.filter(([name]) => !different.has(name));

describe("rules of custom resources answer as the API server's", () => {
  test.for(same)("%s", ([, { schema, object, old, budget, errors }], { expect }) => {
    const rules = createValidationRules(budget === undefined ? {} : { budget });
    const { causes } = validateCustomResource(object, compileStructuralSchema(schema), {
      rules,
      ...(old !== undefined && { old }),
    });
    const ours = causes.map(({ type, field, message }) => ({ type, text: `${field}: ${message}` }));
    expect(ours.toSorted(byText)).toEqual(errors.toSorted(byText));
  });

  test.for(same)("compiling %s", ([, { schema, root, rules = [] }], { expect }) => {
    const compiled = compileRules(schema, schema["x-kubernetes-validations"] ?? [], { root });
    const problems = compiled?.rules.map(({ problem, messageProblem }) => ({ problem, messageProblem })) ?? [];
    expect(problems).toEqual(rules.map(({ problem, messageProblem }) => ({ problem, messageProblem })));
  });
});

function byText(a: { readonly text: string }, b: { readonly text: string }): number {
  return a.text < b.text ? -1 : 1;
}

describe("createValidationRules", () => {
  const rule = (text: string): ValidationRule => ({ rule: text });
  const site = (source: JsonObject, rules: readonly ValidationRule[], value: JsonValue) => ({
    schema: { source, rules },
    value,
    old: undefined,
    path: "spec",
  });

  test("evaluates nothing any more once the budget of the object is spent", ({ expect }) => {
    const rules = createValidationRules({ budget: 5 });
    const spent = site({ type: "integer" }, [rule("self + self + self + self > 0")], 1);
    expect(rules.evaluate(spent)).toHaveLength(1);
    expect(rules.evaluate(site({ type: "integer" }, [rule("false")], 1))).toEqual([]);
  });

  test("has nothing to say of values whose type is not known", ({ expect }) => {
    const untyped = site({ "x-kubernetes-preserve-unknown-fields": true }, [rule("false")], 1);
    expect(createValidationRules().evaluate(untyped)).toEqual([]);
  });

  test("reads integers that a double cannot hold", ({ expect }) => {
    const exact = site({ type: "integer" }, [rule("self == 9007199254740993")], 9007199254740993n);
    expect(createValidationRules().evaluate(exact)).toEqual([]);
  });

  test("finds own fields only, whatever they are called", ({ expect }) => {
    const source = { type: "object", properties: { constructor: { type: "string" } } };
    const missing = site(source, [rule("!has(self.constructor)")], {});
    expect(createValidationRules().evaluate(missing)).toEqual([]);
  });
});
