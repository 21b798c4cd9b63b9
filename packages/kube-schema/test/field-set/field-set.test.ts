import type { JsonObject } from "@flux-ts/base";
import { FieldSet, FieldSetError, formatPath } from "@flux-ts/kube-schema";
import { array, assert, constantFrom, property } from "fast-check";
import { expect, test } from "vitest";

const parse = (fieldsV1: JsonObject): FieldSet => FieldSet.parse(fieldsV1);
const field = (name: string) => ({ kind: "field", name }) as const;

const a = parse({ "f:spec": { "f:a": {}, "f:map": { ".": {}, "f:x": {} } } });
const b = parse({ "f:spec": { "f:b": {}, "f:map": {} } });

const algebra: Record<string, { got: FieldSet; want: JsonObject }> = {
  "union keeps members and what is below them": {
    got: a.union(b),
    want: { "f:spec": { "f:a": {}, "f:b": {}, "f:map": { ".": {}, "f:x": {} } } },
  },
  "intersection takes paths, not what is below them": { got: a.intersection(b), want: { "f:spec": { "f:map": {} } } },
  "difference leaves what is below a path": {
    got: a.difference(b),
    want: { "f:spec": { "f:a": {}, "f:map": { "f:x": {} } } },
  },
  "recursive difference takes what is below, too": { got: a.recursiveDifference(b), want: { "f:spec": { "f:a": {} } } },
  "difference with everything is empty": { got: a.difference(a), want: {} },
  "leaves have nothing below them": { got: a.leaves(), want: { "f:spec": { "f:a": {}, "f:map": { "f:x": {} } } } },
  "within keeps what lies below a path": {
    got: a.within(b),
    want: { "f:spec": { "f:map": { ".": {}, "f:x": {} } } },
  },
  "a path above others is no member": { got: FieldSet.of([field("a"), field("b")]), want: { "f:a": { "f:b": {} } } },
};
test.for(Object.entries(algebra))("%s", ([, { got, want }], { expect }) => {
  expect(got.toJson()).toEqual(want);
});

test("fields come before keys, values and indices, each in order of its content", () => {
  const set = parse({
    "i:1": {},
    'v:"b"': {},
    "v:10": {},
    "v:9": {},
    'k:{"port":80}': {},
    'k:{"port":8}': {},
    "f:b": {},
    "f:a": { "f:x": {}, ".": {} },
  });
  const text =
    '{"f:a":{".":{},"f:x":{}},"f:b":{},"k:{\\"port\\":8}":{},"k:{\\"port\\":80}":{},"v:9":{},"v:10":{},"v:\\"b\\"":{},"i:1":{}}';
  expect(JSON.stringify(set.toJson())).toBe(text);
});

const reading: Record<string, { given: JsonObject; want: JsonObject }> = {
  "keys are written canonically": {
    given: { 'k:{ "b": 1, "a": "x" }': {} },
    want: { 'k:{"a":"x","b":1}': {} },
  },
  "key fields are in order": { given: { 'k:{"b":1,"a":"x"}': {} }, want: { 'k:{"a":"x","b":1}': {} } },
  "numbers of keys are JSON's": { given: { 'k:{"a":1.0,"b":2e1}': {} }, want: { 'k:{"a":1,"b":20}': {} } },
  "text is escaped as Go escapes it": { given: { 'v:"a<b"': {} }, want: { 'v:"a\\u003cb"': {} } },
  "elements of unknown kinds are dropped": { given: { "x:1": {}, "f:a": {} }, want: { "f:a": {} } },
  "a member alone is an empty object": { given: { "f:a": { ".": {} } }, want: { "f:a": {} } },
  "the root is no member": { given: { ".": {}, "f:a": {} }, want: { "f:a": {} } },
  "a field may have the name of a prototype": { given: { "f:__proto__": {} }, want: { "f:__proto__": {} } },
};
test.for(Object.entries(reading))("%s", ([, { given, want }], { expect }) => {
  expect(parse(given).toJson()).toEqual(want);
});

test.for(["f", "name", "k:[1]", "v:{", "i:x"])("%s is no path element", (key, { expect }) => {
  expect(() => parse({ [key]: {} })).toThrow(FieldSetError);
});

test("paths are printed as in conflicts, those of a level before those below", () => {
  const set = parse({
    "f:l": { 'k:{"name":"a","port":80}': { ".": {}, "f:x": {} }, "v:true": {}, "i:0": {} },
    "f:z": {},
  });
  expect(set.paths().map(formatPath)).toEqual([
    ".z",
    '.l[name="a",port=80]',
    ".l[=true]",
    ".l[0]",
    '.l[name="a",port=80].x',
  ]);
});

test("a set that does not change stays the same", () => {
  const other = parse({ "f:other": {} });
  expect(a.difference(other)).toBe(a);
  expect(a.union(parse({ "f:spec": { "f:a": {} } }))).toBe(a);
});

const path = array(constantFrom("a", "b", "c").map(field), { minLength: 1, maxLength: 4 });
const sets = array(path, { maxLength: 8 }).map((paths) => FieldSet.of(...paths));
const printed = (set: FieldSet): string[] => set.paths().map(formatPath);

test("operations are those of sets of paths", () => {
  assert(
    property(sets, sets, (x, y) => {
      const [left, right] = [new Set(printed(x)), new Set(printed(y))];
      expect(new Set(printed(x.union(y)))).toEqual(left.union(right));
      expect(new Set(printed(x.intersection(y)))).toEqual(left.intersection(right));
      expect(new Set(printed(x.difference(y)))).toEqual(left.difference(right));
      expect(x.isWithin(y)).toBe(left.isSubsetOf(right));
      expect(x.paths().every((each) => x.has(each))).toBe(true);
      expect(parse(x.toJson()).equals(x)).toBe(true);
    }),
  );
});
