import type { FieldType, StructTypes } from "@flux-ts/cel";
import { compileCel, equalValues, formatIssues, fromJson, openApiType, StructValue, toJson } from "@flux-ts/cel";
import { describe, test } from "vitest";

const point: ReadonlyMap<string, FieldType> = new Map<string, FieldType>([
  ["x", { type: { kind: "scalar", name: "int" } }],
  ["name", { type: { kind: "scalar", name: "string" }, unset: "nobody" }],
  ["inner", { type: { kind: "dyn" } }],
]);

/** `Point` has three fields; `Any` takes whatever it is given. */
const structs: StructTypes = (name) => {
  if (name === "Point") return { kind: "object", name, fields: point };
  return name === "Any" ? { kind: "object", name, fields: { get: () => ({ type: { kind: "dyn" } }) } } : undefined;
};

function evaluate(text: string) {
  const compiled = compileCel(text, { structs, dialect: "mutation" });
  if (!compiled.ok) return formatIssues(text, compiled.issues);
  const evaluation = compiled.program.evaluate({});
  return evaluation.ok ? evaluation.value : evaluation.error.message;
}

const values: Record<string, unknown> = {
  "Point{x: 1 + 1}.x": 2n,
  "Point{}.name": "nobody",
  "Point{}.inner == null": true,
  "has(Point{x: 1}.x) && !has(Point{x: 1}.name)": true,
  "Point{x: 1} == Point{x: 1}": true,
  "Point{x: 1} == Point{x: 2}": false,
  "Point{x: 1} == Point{}": false,
  "Point{?x: optional.of(1), ?name: optional.none()}.name": "nobody",
  "Any{a: Any{b: [1]}}.a.b[0]": 1n,
  "Any{a: 1}.?b.orValue('none')": "none",
  "Any{a: 1, a: 2}.a": 2n,
  "[Point{x: 1}, Point{x: 2}].map(p, p.x)[1]": 2n,
  ".Point{x: 3}.x": 3n,
  "jsonpatch.escapeKey('a~b/c')": "a~0b~1c",
};

const problems: Record<string, string> = {
  "Other{}": "ERROR: <input>:1:6: undeclared reference to 'Other' (in container '')\n | Other{}\n | .....^",
  "Point{z: 1}": "ERROR: <input>:1:8: undefined field 'z'\n | Point{z: 1}\n | .......^",
  "Point{x: 'a'}":
    "ERROR: <input>:1:8: expected type of field 'x' is 'int' but provided type is 'string'\n | Point{x: 'a'}\n | .......^",
  "Point{?x: 1}":
    "ERROR: <input>:1:11: expected type 'optional_type(int)' but found 'int'\n | Point{?x: 1}\n | ..........^",
  "Point{x: 1}.y": "ERROR: <input>:1:12: undefined field 'y'\n | Point{x: 1}.y\n | ...........^",
  "type(Point{}) == Point": "ERROR: <input>:-1:0: reference to undefined type: Point",
  "Any{?a: dyn(1)}": "cannot initialize optional entry 'a' from non-optional value 1",
};

describe("objects that an expression makes", () => {
  test.for(Object.entries(values))("%s", ([text, want], { expect }) => {
    expect(evaluate(text)).toEqual(want);
  });

  test.for(Object.entries(problems))("%s fails", ([text, want], { expect }) => {
    expect(evaluate(text)).toBe(want);
  });

  test("cost as in cel-go, at once and at most", ({ expect }) => {
    const compiled = compileCel("Any{a: Any{b: 1}}", { structs });
    if (!compiled.ok) throw new TypeError(formatIssues("", compiled.issues));
    expect([compiled.program.evaluate({}).cost, compiled.program.estimate()]).toEqual([80, 80n]);
  });

  test("are not there without types", ({ expect }) => {
    expect(compileCel("Point{x: 1}")).toMatchObject({ ok: false });
  });
});

describe("values become JSON", () => {
  const cases: Record<string, unknown> = {
    "Any{a: [1, 2.5, 'x', true, null, {'k': b'abc'}]}": { a: [1, 2.5, "x", true, null, { k: "YWJj" }] },
    "[duration('90s'), timestamp('2020-01-01T00:00:00Z'), 3u, int]": ["90s", "2020-01-01T00:00:00Z", 3, "int"],
    "[optional.of('x'), optional.none()]": ["x", null],
    "9223372036854775807": 9_223_372_036_854_775_807n,
    "{'__proto__': 1}": JSON.parse('{"__proto__": 1}') as unknown,
    "{1: 2}": { message: "unsupported type conversion from 'int' to string" },
    "quantity('1')": { message: "type conversion error from 'Quantity' to '*structpb.Value'" },
  };
  test.for(Object.entries(cases))("%s", ([text, want], { expect }) => {
    const compiled = compileCel(text, { structs, checked: false });
    const evaluation = compiled.ok ? compiled.program.evaluate({}) : undefined;
    expect(evaluation?.ok === true && toJson(evaluation.value)).toEqual(want);
  });

  test("strictly only what JSON has itself", ({ expect }) => {
    const compiled = compileCel("duration('1s')");
    const evaluation = compiled.ok ? compiled.program.evaluate({}) : undefined;
    expect(evaluation?.ok === true && toJson(evaluation.value, { strict: true })).toHaveProperty("message");
  });

  test("and back", ({ expect }) => {
    const object = { a: [1, { b: "c" }], d: null };
    expect(toJson(fromJson(object))).toEqual(object);
  });
});

test("values that are made are told from maps", ({ expect }) => {
  const made = evaluate("Any{a: 1}");
  if (!(made instanceof StructValue)) throw new TypeError("Expected an object");
  expect(equalValues(made, fromJson({ a: 1 }))).toBe(false);
});

describe("types of OpenAPI schemas", () => {
  const node = {
    type: "object",
    properties: {
      "a-b": { type: "string" },
      namespace: { type: "string" },
      count: { type: "integer" },
      open: { type: "object" },
      labels: { type: "object", additionalProperties: { type: "string" } },
      at: { allOf: [{ $ref: "#/components/schemas/Time" }] },
      next: { $ref: "#/components/schemas/Node" },
      children: { type: "array", items: { $ref: "#/components/schemas/Node" } },
    },
  };
  const resolve = (reference: string) =>
    ({ "#/components/schemas/Node": node, "#/components/schemas/Time": { type: "string", format: "date-time" } })[
      reference
    ];
  const self = openApiType({ $ref: "#/components/schemas/Node" }, { name: "Node", resolve });

  const cases: Record<string, boolean> = {
    "self.a__dash__b == 'x'": true,
    "self.namespace == self.__namespace__": true,
    "self.next.next.children[0].count > 1": true,
    "self.at < timestamp('2020-01-01T00:00:00Z')": true,
    "self.labels.all(k, self.labels[k] == k)": true,
    "self.open.whatever.there == 1": true,
    "self.next.none": false,
    "self.count == 'a'": false,
    "self.children[0].at == 1": false,
  };
  test.for(Object.entries(cases))("%s", ([text, ok], { expect }) => {
    expect(compileCel(text, { variables: { self } }).ok).toBe(ok);
  });
});
