import type { JsonObject, JsonValue } from "@flux-ts/base";
import {
  compareTyped,
  extractItems,
  FieldSet,
  fieldSetOf,
  formatMismatches,
  mergeTyped,
  parseMergeSchema,
  removeItems,
  validateTyped,
} from "@flux-ts/kube-schema";
import { expect, test } from "vitest";

const schema = parseMergeSchema({
  types: [
    {
      name: "root",
      map: {
        fields: [
          { name: "count", type: { scalar: "numeric" } },
          { name: "on", type: { scalar: "boolean" } },
          { name: "text", type: { scalar: "string" } },
          { name: "any", type: { namedType: "any" } },
          { name: "labels", type: { map: { elementType: { scalar: "string" } } } },
          { name: "set", type: { list: { elementType: { scalar: "string" }, elementRelationship: "associative" } } },
          { name: "ports", type: { namedType: "ports" } },
          { name: "args", type: { list: { elementType: { scalar: "string" }, elementRelationship: "atomic" } } },
          { name: "root", type: { namedType: "root" } },
          { name: "lost", type: { namedType: "lost" } },
        ],
      },
    },
    {
      name: "ports",
      list: { elementType: { namedType: "port" }, elementRelationship: "associative", keys: ["port", "protocol"] },
    },
    {
      name: "port",
      map: {
        fields: [
          { name: "port", type: { scalar: "numeric" } },
          { name: "protocol", type: { scalar: "string" }, default: "TCP" },
          { name: "name", type: { scalar: "string" } },
        ],
      },
    },
    {
      name: "any",
      scalar: "untyped",
      list: { elementType: { namedType: "any" }, elementRelationship: "atomic" },
      map: { elementType: { namedType: "any" } },
    },
  ],
});
const root = schema.resolve({ namedType: "root" });
const typed = (value: JsonValue) => ({ value, type: root });

const mismatches: Record<string, { value: JsonValue; want: string }> = {
  "a string is no number": { value: { count: "x" }, want: ".count: expected numeric (int or float), got string" },
  "a number is no string": {
    value: { text: 5 },
    want: ".text: expected string, got &value.valueUnstructured{Value:5}",
  },
  "a map is no string": {
    value: { text: { b: [1.5], a: null } },
    want: '.text: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":interface {}(nil), "b":[]interface {}{1.5}}}',
  },
  "a string is no boolean": { value: { on: "x" }, want: ".on: expected boolean, got &{x}" },
  "a list is no map": { value: { labels: ["x"] }, want: ".labels: expected map, got &{[x]}" },
  "a map is no list": { value: { args: { a: 1 } }, want: ".args: expected list, got &{map[a:1]}" },
  "an unknown field": { value: { root: { nope: 1 } }, want: ".root.nope: field not declared in schema" },
  "an unknown type": { value: { lost: 1 }, want: ".lost: schema error: no type found matching: lost" },
  "an item of an atomic list": {
    value: { args: ["a", 1] },
    want: ".args[1]: expected string, got &value.valueUnstructured{Value:1}",
  },
  "a repeated item of a set": { value: { set: ["a", "a"] }, want: '.set: duplicate entries for key [="a"]' },
  "a null in a set": {
    value: { set: [null] },
    want: ".set: element 0: associative list without keys has an element that's an explicit null",
  },
  "an item that the default of a key makes the same": {
    value: { ports: [{ port: 1 }, { port: 1, protocol: "TCP" }] },
    want: '.ports: duplicate entries for key [port=1,protocol="TCP"]',
  },
  "an item that is no map": {
    value: { ports: ["x"] },
    want: ".ports: element 0: associative list with keys may not have non-map elements",
  },
  "a fault in an item": {
    value: { ports: [{ port: 1, name: true }] },
    want: '.ports[port=1,protocol="TCP"].name: expected string, got &value.valueUnstructured{Value:true}',
  },
  "several faults": {
    value: { on: 1, count: true },
    want: "errors:\n  .on: expected boolean, got &{1}\n  .count: expected numeric (int or float), got bool",
  },
};
test.for(Object.entries(mismatches))("%s is reported", ([, { value, want }], { expect }) => {
  expect(formatMismatches(validateTyped(typed(value)))).toBe(want);
});

test.for<JsonValue>([null, {}, { text: null, ports: null }, { any: [1, { a: [] }] }, { count: 9007199254740993n }])(
  "%o is valid",
  (value, { expect }) => {
    expect(validateTyped(typed(value))).toEqual([]);
  },
);

test("stored lists may have items that are the same", () => {
  expect(validateTyped(typed({ set: ["a", "a"] }), { allowDuplicates: true })).toEqual([]);
});

const merges: Record<string, { live: JsonValue; applied: JsonValue; want: JsonValue }> = {
  "maps are merged key by key": {
    live: { labels: { a: "1", b: "2" } },
    applied: { labels: { b: "3", c: "4" } },
    want: { labels: { a: "1", b: "3", c: "4" } },
  },
  "atomic lists are replaced": { live: { args: ["a", "b"] }, applied: { args: ["c"] }, want: { args: ["c"] } },
  "items are merged by their keys": {
    live: { ports: [{ port: 1, name: "a" }, { port: 2 }] },
    applied: { ports: [{ port: 2, protocol: "TCP", name: "b" }] },
    want: {
      ports: [
        { port: 1, name: "a" },
        { port: 2, protocol: "TCP", name: "b" },
      ],
    },
  },
  "shared items follow the applied order": {
    live: { set: ["a", "x", "b", "y"] },
    applied: { set: ["b", "a"] },
    want: { set: ["x", "b", "y", "a"] },
  },
  "new items come where the applied list has them": {
    live: { set: ["a", "b"] },
    applied: { set: ["n", "a", "m", "b"] },
    want: { set: ["n", "a", "m", "b"] },
  },
  "repeated live items give way to the applied one": {
    live: {
      ports: [
        { port: 1, name: "a" },
        { port: 1, name: "b" },
      ],
    },
    applied: { ports: [{ port: 1 }] },
    want: { ports: [{ port: 1 }] },
  },
  "nothing is removed by an empty map": {
    live: { labels: { a: "1" } },
    applied: { labels: {} },
    want: { labels: { a: "1" } },
  },
  "empty and null are told apart": { live: { labels: null }, applied: { labels: {} }, want: { labels: {} } },
  "a value may become something else": { live: { any: { a: 1 } }, applied: { any: "x" }, want: { any: "x" } },
};
test.for(Object.entries(merges))("merge: %s", ([, { live, applied, want }], { expect }) => {
  expect(mergeTyped(typed(live), typed(applied)).value).toEqual(want);
});

test("merging what is there already gives the live value itself", () => {
  const live = { labels: { a: "1" }, ports: [{ port: 1, name: "a" }, { port: 2 }], count: 1 };
  expect(mergeTyped(typed(live), typed({ labels: { a: "1" }, ports: [{ port: 2 }] })).value).toBe(live);
});

const comparisons: Record<string, { before: JsonValue; after: JsonValue; want: JsonObject }> = {
  "a map that came is there with all its content": {
    before: {},
    after: { labels: { a: "1" } },
    want: { added: { "f:labels": { ".": {}, "f:a": {} } }, modified: {}, removed: {} },
  },
  "items come and go by their keys": {
    before: { ports: [{ port: 1 }, { port: 2, name: "a" }] },
    after: { ports: [{ port: 2, name: "b" }, { port: 3 }] },
    want: {
      added: { "f:ports": { 'k:{"port":3,"protocol":"TCP"}': { ".": {}, "f:port": {} } } },
      modified: { "f:ports": { 'k:{"port":2,"protocol":"TCP"}': { "f:name": {} } } },
      removed: { "f:ports": { 'k:{"port":1,"protocol":"TCP"}': { ".": {}, "f:port": {} } } },
    },
  },
  "order is no change": {
    before: { set: ["a", "b"] },
    after: { set: ["b", "a"] },
    want: { added: {}, modified: {}, removed: {} },
  },
  "an item that is repeated from now on is added as a whole": {
    before: { set: ["a"] },
    after: { set: ["a", "a"] },
    want: { added: { "f:set": { 'v:"a"': {} } }, modified: {}, removed: { "f:set": { 'v:"a"': {} } } },
  },
  "what a value held is gone when it becomes something else": {
    before: { any: { a: { b: 1 } } },
    after: { any: 1 },
    want: { added: {}, modified: { "f:any": {} }, removed: { "f:any": { "f:a": { ".": {}, "f:b": {} } } } },
  },
};
test.for(Object.entries(comparisons))("compare: %s", ([, { before, after, want }], { expect }) => {
  const { added, modified, removed } = compareTyped(typed(before), typed(after));
  expect({ added: added.toJson(), modified: modified.toJson(), removed: removed.toJson() }).toEqual(want);
});

test("declared fields that hold something are not in the set, keys and items are", () => {
  const value = { root: { text: "x", labels: {} }, labels: { a: "1" }, ports: [{ port: 1 }], args: [], count: null };
  expect(fieldSetOf(typed(value)).toJson()).toEqual({
    "f:args": {},
    "f:count": {},
    "f:labels": { "f:a": {} },
    "f:ports": { 'k:{"port":1,"protocol":"TCP"}': { ".": {}, "f:port": {} } },
    "f:root": { "f:labels": {}, "f:text": {} },
  });
});

test("removing leaves null where nothing is left, and what is untouched as it is", () => {
  const value = { labels: { a: "1" }, root: { text: "x" }, ports: [{ port: 1 }, { port: 2 }] };
  const items = FieldSet.parse({ "f:labels": { "f:a": {} }, "f:ports": { 'k:{"port":1,"protocol":"TCP"}': {} } });
  const left = removeItems(typed(value), items).value;
  expect(left).toEqual({ labels: null, root: { text: "x" }, ports: [{ port: 2 }] });
  expect((left as typeof value).root).toBe(value.root);
});

test("extracting keeps the items, and their keys on demand", () => {
  const value = { text: "x", count: 1, ports: [{ port: 1, name: "a" }, { port: 2 }] };
  const items = FieldSet.parse({ "f:text": {}, "f:ports": { 'k:{"port":1,"protocol":"TCP"}': { "f:name": {} } } });
  expect(extractItems(typed(value), items).value).toEqual({ text: "x", ports: [{ name: "a" }] });
  expect(extractItems(typed(value), items, { appendKeyFields: true }).value).toEqual({
    text: "x",
    ports: [{ port: 1, name: "a" }],
  });
});
