import { describe, test } from "vitest";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { compileStructuralSchema, formatCause, validateCustomResource } from "@flux-ts/kube-schema";
import type { CauseType, RuleFailure, RuleSite } from "@flux-ts/kube-schema";

type Found = readonly [type: CauseType, line: string];

function validate(property: JsonObject, value: JsonValue): readonly Found[] {
  const schema = compileStructuralSchema({ type: "object", properties: { v: property } });
  const { causes } = validateCustomResource({ v: value }, schema);
  return causes.map((cause) => [cause.type, formatCause(cause)]);
}

const valid: readonly Found[] = [];
const typed = (line: string): readonly Found[] => [["FieldValueTypeInvalid", line]];
const bad = (line: string): readonly Found[] => [["FieldValueInvalid", line]];
const mismatch = (what: string): Found => ["FieldValueInvalid", `<nil>: Invalid value: "": "v" must ${what}`];

const suites: Record<string, Record<string, { schema: JsonObject; value: JsonValue; want: readonly Found[] }>> = {
  types: {
    "a string for an integer": {
      schema: { type: "integer" },
      value: "x",
      want: typed('v: Invalid value: "string": v in body must be of type integer: "string"'),
    },
    "a list for an object": {
      schema: { type: "object" },
      value: [],
      want: typed('v: Invalid value: "array": v in body must be of type object: "array"'),
    },
    "an integer for a number": { schema: { type: "number" }, value: 5, want: valid },
    "a fraction for an integer is told twice": {
      schema: { type: "integer" },
      value: 1.5,
      want: [
        ...typed('v: Invalid value: "number": v in body must be of type integer: "number"'),
        ...bad('<nil>: Invalid value: "": Checked value must be of type integer (default format) in v'),
      ],
    },
    "an integer beyond 64 bits": {
      schema: { type: "integer" },
      value: 9223372036854775808n,
      want: [
        ...typed('v: Invalid value: "number": v in body must be of type integer: "number"'),
        ...bad('<nil>: Invalid value: "": Checked value must be of type integer (default format) in v'),
      ],
    },
    "the largest integer": { schema: { type: "integer" }, value: 9223372036854775807n, want: valid },
    "an integer beyond its format": {
      schema: { type: "integer", format: "int32" },
      value: 9999999999,
      want: bad('<nil>: Invalid value: "": Checked value must be of type integer with format int32 in v'),
    },
    "null where it is not allowed": {
      schema: { type: "array", items: { type: "string" } },
      value: [null],
      want: typed('v[0]: Invalid value: "null": v[0] in body must be of type string: "null"'),
    },
    "null where it is allowed": { schema: { type: "string", nullable: true, enum: ["a"] }, value: null, want: valid },
    "an int-or-string takes both": {
      schema: { type: "array", items: { "x-kubernetes-int-or-string": true } },
      value: [1, "x"],
      want: valid,
    },
    "and nothing else": {
      schema: { "x-kubernetes-int-or-string": true },
      value: true,
      want: typed('v: Invalid value: "boolean": v in body must be of type integer,string: "boolean"'),
    },
    "a schema without a type takes everything": {
      schema: { "x-kubernetes-preserve-unknown-fields": true },
      value: [1, { a: null }],
      want: valid,
    },
    "a number where a formatted string belongs is told by format": {
      schema: { type: "string", format: "date-time" },
      value: 5,
      want: typed('v: Invalid value: "int64": v in body must be of type date-time: "int64"'),
    },
  },
  strings: {
    "too short, in code points": {
      schema: { type: "string", minLength: 2 },
      value: "😀",
      want: bad('v: Invalid value: "😀": v in body should be at least 2 chars long'),
    },
    "long enough, in code points": { schema: { type: "string", maxLength: 3 }, value: "😀😀😀", want: valid },
    "too long": {
      schema: { type: "string", maxLength: 3 },
      value: "abcd",
      want: [["FieldValueTooLong", "v: Too long: may not be more than 3 bytes"]],
    },
    "too long for one byte": {
      schema: { type: "string", maxLength: 1 },
      value: "ab",
      want: [["FieldValueTooLong", "v: Too long: may not be more than 1 byte"]],
    },
    "a pattern is found anywhere": { schema: { type: "string", pattern: "b" }, value: "abc", want: valid },
    "a pattern that is not found": {
      schema: { type: "string", pattern: "^a+$" },
      value: "b",
      want: bad("v: Invalid value: \"b\": v in body should match '^a+$'"),
    },
    "patterns are RE2": { schema: { type: "string", pattern: "^(?P<x>[[:alpha:]]+)\\z" }, value: "abc", want: valid },
    "a pattern takes linear time": {
      schema: { type: "string", pattern: "^(a+)+$" },
      value: `${"a".repeat(5000)}b`,
      want: bad(`v: Invalid value: "${"a".repeat(5000)}b": v in body should match '^(a+)+$'`),
    },
    "a format": {
      schema: { type: "string", format: "date-time" },
      value: "x",
      want: typed('v: Invalid value: "x": v in body must be of type date-time: "x"'),
    },
    "a format nobody knows": { schema: { type: "string", format: "nonsense" }, value: "x", want: valid },
  },
  numbers: {
    "below the minimum": {
      schema: { type: "integer", minimum: 2 },
      value: 1,
      want: bad("v: Invalid value: 1: v in body should be greater than or equal to 2"),
    },
    "at an exclusive minimum": {
      schema: { type: "number", minimum: 1, exclusiveMinimum: true },
      value: 1,
      want: bad("v: Invalid value: 1: v in body should be greater than 1"),
    },
    "above the maximum": {
      schema: { type: "number", maximum: 0.00001 },
      value: 6,
      want: bad("v: Invalid value: 6: v in body should be less than or equal to 1e-05"),
    },
    "at an exclusive maximum": {
      schema: { type: "number", maximum: 5, exclusiveMaximum: true },
      value: 5,
      want: bad("v: Invalid value: 5: v in body should be less than 5"),
    },
    "not a multiple": {
      schema: { type: "integer", multipleOf: 5 },
      value: 7,
      want: bad("v: Invalid value: 7: v in body should be a multiple of 5"),
    },
    "a decimal multiple": { schema: { type: "number", multipleOf: 0.1 }, value: 0.3, want: valid },
  },
  lists: {
    "too few items": {
      schema: { type: "array", minItems: 1, items: { type: "string" } },
      value: [],
      want: bad("v: Invalid value: 0: v in body should have at least 1 items"),
    },
    "too many items": {
      schema: { type: "array", maxItems: 1, items: { type: "string" } },
      value: ["a", "b"],
      want: [["FieldValueTooMany", "v: Too many: 2: must have at most 1 item"]],
    },
    "a duplicate in a set": {
      schema: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
      value: ["a", "b", "a"],
      want: [["FieldValueDuplicate", 'v[2]: Duplicate value: "a"']],
    },
    "a duplicate key, one of them by default": {
      schema: {
        type: "array",
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["k", "p"],
        items: { type: "object", properties: { k: { type: "string" }, p: { type: "string", default: "TCP" } } },
      },
      value: [{ k: "a" }, { k: "a", p: "UDP" }, { k: "a", p: "TCP" }],
      want: [["FieldValueDuplicate", 'v[2]: Duplicate value: {"k":"a","p":"TCP"}']],
    },
    "a set inside a map is found by its key": {
      schema: {
        type: "object",
        additionalProperties: { type: "array", "x-kubernetes-list-type": "set", items: { type: "integer" } },
      },
      value: { "a.b": [1, 1] },
      want: [["FieldValueDuplicate", "v[a.b][1]: Duplicate value: 1"]],
    },
    "a duplicate in unique items": {
      schema: { type: "array", uniqueItems: true, items: {} },
      value: [{ a: 1 }, { a: 1 }],
      want: bad('v: Invalid value: "": v in body shouldn\'t contain duplicates'),
    },
  },
  objects: {
    "required fields come in the order of the schema": {
      schema: { type: "object", required: ["y", "x"], properties: {} },
      value: {},
      want: [
        ["FieldValueRequired", "v.y: Required value"],
        ["FieldValueRequired", "v.x: Required value"],
      ],
    },
    "values of a map": {
      schema: { type: "object", additionalProperties: { type: "integer" } },
      value: { a: "x" },
      want: typed('v.a: Invalid value: "string": v.a in body must be of type integer: "string"'),
    },
    "too few fields": {
      schema: { type: "object", minProperties: 1, required: ["x"] },
      value: {},
      want: bad("v: Invalid value: 0: v in body should have at least 1 properties"),
    },
    "too many fields": {
      schema: { type: "object", maxProperties: 1 },
      value: { a: 1, b: 2 },
      want: [["FieldValueTooMany", "v: Too many: 2: must have at most 1 item"]],
    },
    "an embedded resource says what it is": {
      schema: { type: "object", "x-kubernetes-embedded-resource": true },
      value: { apiVersion: "a/b/c" },
      want: [
        ["FieldValueInvalid", 'v.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c'],
        ["FieldValueRequired", "v.kind: Required value: must not be empty"],
      ],
    },
  },
  enums: {
    "a string": {
      schema: { type: "string", enum: ["x", "y"] },
      value: "z",
      want: [["FieldValueNotSupported", 'v: Unsupported value: "z": supported values: "x", "y"']],
    },
    "a number": {
      schema: { type: "integer", enum: [1, 2] },
      value: 3,
      want: [["FieldValueNotSupported", 'v: Unsupported value: 3: supported values: "1", "2"']],
    },
    "an object, whatever the order of its keys": {
      schema: { enum: [{ a: 1, b: 2 }] },
      value: { b: 2, a: 1 },
      want: valid,
    },
  },
  combinations: {
    "one of anyOf is enough": { schema: { anyOf: [{ minLength: 5 }, { maxLength: 1 }] }, value: "a", want: valid },
    "none of anyOf: the nearest one explains": {
      schema: {
        type: "object",
        anyOf: [{ required: ["a"] }, { properties: { b: { minLength: 1 } }, required: ["c"] }],
      },
      value: { b: "x" },
      want: [mismatch("validate at least one schema (anyOf)"), ["FieldValueRequired", "v.c: Required value"]],
    },
    "two of oneOf": {
      schema: { oneOf: [{ maxLength: 2 }, { maxLength: 3 }, { minLength: 9 }] },
      value: "a",
      want: [mismatch("validate one and only one schema (oneOf). Found 2 valid alternatives")],
    },
    "none of oneOf": {
      schema: { type: "object", oneOf: [{ required: ["a"] }, { required: ["b"] }] },
      value: {},
      want: [
        mismatch("validate one and only one schema (oneOf). Found none valid"),
        ["FieldValueRequired", "v.a: Required value"],
      ],
    },
    "not all of allOf": {
      schema: { allOf: [{ minLength: 2 }, { maxLength: 3 }] },
      value: "a",
      want: [
        ...bad('v: Invalid value: "a": v in body should be at least 2 chars long'),
        mismatch("validate all the schemas (allOf)"),
      ],
    },
    "none of allOf": {
      schema: { allOf: [{ minLength: 2 }] },
      value: "a",
      want: [
        ...bad('v: Invalid value: "a": v in body should be at least 2 chars long'),
        mismatch("validate all the schemas (allOf). None validated"),
      ],
    },
    not: { schema: { not: { maxLength: 3 } }, value: "a", want: [mismatch("not validate the schema (not)")] },
  },
};

describe.for(Object.entries(suites))("%s", ([, cases]) => {
  test.for(Object.entries(cases))("%s", ([, { schema, value, want }], { expect }) => {
    expect(validate(schema, value)).toEqual(want);
  });
});

describe("an update", () => {
  const pattern = { type: "string", pattern: "^g" };
  const schema = compileStructuralSchema({
    type: "object",
    properties: {
      a: pattern,
      plain: { type: "array", items: pattern },
      keyed: {
        type: "array",
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["k"],
        items: { type: "object", properties: { k: { type: "string" }, v: pattern } },
      },
      set: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
    },
  });
  const old = { a: "bad", plain: ["bad"], keyed: [{ k: "x", v: "bad" }], set: ["s", "s"] };
  const cases: Record<string, { change: JsonObject; want: readonly string[] }> = {
    "tolerates what was wrong before": { change: { label: "new" }, want: [] },
    "does not tolerate a new wrong value": { change: { a: "worse" }, want: ["a"] },
    "does not know items of a plain list again": { change: { plain: ["bad", "good"] }, want: ["plain[0]"] },
    "knows items of a keyed list again": {
      change: {
        keyed: [
          { k: "y", v: "bad" },
          { k: "x", v: "bad" },
        ],
      },
      want: ["keyed[0].v"],
    },
    "tolerates duplicates where there were some": { change: { set: ["t", "t"] }, want: [] },
  };
  test.for(Object.entries(cases))("%s", ([, { change, want }], { expect }) => {
    const { causes } = validateCustomResource({ ...old, ...change }, schema, { old });
    expect(causes.map(({ field }) => field)).toEqual(want);
  });
});

describe("rules", () => {
  const rule = { "x-kubernetes-validations": [{ rule: "self != 'bad'" }] };
  const text = { type: "string", ...rule };
  const schema = compileStructuralSchema({
    type: "object",
    properties: {
      spec: {
        type: "object",
        required: ["a"],
        properties: {
          a: text,
          map: { type: "object", additionalProperties: text },
          list: { type: "array", items: text },
        },
        ...rule,
      },
    },
  });
  const failure = { type: "FieldValueInvalid", message: "Invalid value: failed rule", transition: false } as const;
  const failing = ({ path, value }: RuleSite): readonly RuleFailure[] =>
    value === "bad" ? [{ ...failure, field: path }] : [];

  test("see every value whose schema has some, parents first, with the value before", ({ expect }) => {
    const seen: (readonly [string, JsonValue | undefined])[] = [];
    const rules = { evaluate: ({ path, old }: RuleSite) => (seen.push([path, old]), []) };
    const old = { spec: { a: "0", map: { k: "1" }, list: ["2"] } };
    validateCustomResource({ spec: { a: "x", map: { k: "y" }, list: ["z"] } }, schema, { old, rules });
    expect(seen).toEqual([
      ["spec", old.spec],
      ["spec.a", "0"],
      ["spec.map[k]", "1"],
      ["spec.list[0]", undefined],
    ]);
  });

  test("that fail on an unchanged value become warnings", ({ expect }) => {
    const rules = { evaluate: failing };
    const result = validateCustomResource({ spec: { a: "bad", list: ["bad"] } }, schema, {
      old: { spec: { a: "bad" } },
      rules,
    });
    expect(result.causes.map(({ field }) => field)).toEqual(["spec.list[0]"]);
    expect(result.warnings).toEqual(["spec.a: Invalid value: failed rule"]);
  });

  test("that are about changes hold for unchanged values, too", ({ expect }) => {
    const evaluate = (site: RuleSite) => failing(site).map((failed) => ({ ...failed, transition: true }));
    const object = { spec: { a: "bad" } };
    const { causes, warnings } = validateCustomResource(object, schema, { old: object, rules: { evaluate } });
    expect(causes).toEqual([{ type: failure.type, field: "spec.a", message: failure.message }]);
    expect(warnings).toEqual([]);
  });

  test("are not evaluated on an object that is not fit for them", ({ expect }) => {
    const { causes } = validateCustomResource({ spec: {} }, schema, { rules: { evaluate: failing } });
    expect(causes.map(formatCause)).toEqual([
      "spec.a: Required value",
      "<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
    ]);
  });

  test("need an engine", ({ expect }) => {
    expect(validateCustomResource({ spec: { a: "bad" } }, schema)).toEqual({ causes: [], warnings: [] });
  });
});
