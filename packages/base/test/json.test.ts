import { assert, jsonValue, property } from "fast-check";
import type { Arbitrary } from "fast-check";
import { describe, test } from "vitest";
import { canonicalJson, cloneJson, equalJson, getOwn, omitKeys, parseJson, setOwn, stringifyJson } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";

const json = jsonValue() as Arbitrary<JsonValue>;

describe("text and values", () => {
  const cases: Record<string, { text: string; value: JsonValue }> = {
    "an integer beyond a double keeps its digits": {
      text: '{"n":12345678901234567890}',
      value: { n: 12345678901234567890n },
    },
    "a safe integer is a number": { text: "9007199254740991", value: 9007199254740991 },
    "digits in strings stay strings": { text: '"12345678901234567890"', value: "12345678901234567890" },
    "__proto__ is a key like any other": { text: '{"__proto__":{"x":1}}', value: JSON.parse('{"__proto__":{"x":1}}') },
  };
  test.for(Object.entries(cases))("%s", ([, { text, value }], { expect }) => {
    expect(parseJson(text)).toEqual(value);
    expect(stringifyJson(value)).toBe(text);
  });

  test("every value survives printing and parsing", () => {
    assert(property(json, (value) => equalJson(parseJson(stringifyJson(value)), parseJson(JSON.stringify(value)))));
  });
});

describe("equalJson", () => {
  const cases: Record<string, { a: JsonValue; b: JsonValue; equal: boolean }> = {
    "key order is free": { a: { a: 1, b: 2 }, b: { b: 2, a: 1 }, equal: true },
    "list order counts": { a: [1, 2], b: [2, 1], equal: false },
    "bigint and number compare by value": { a: [1n], b: [1], equal: true },
    "a number is not its text": { a: 1, b: "1", equal: false },
    "null is not an empty object": { a: null, b: {}, equal: false },
    "a list is not an object with its indices": { a: ["x"], b: { "0": "x" }, equal: false },
    "a missing key is not a null": { a: { a: null }, b: { b: null }, equal: false },
  };
  test.for(Object.entries(cases))("%s", ([, { a, b, equal }], { expect }) => {
    expect(equalJson(a, b)).toBe(equal);
    expect(equalJson(b, a)).toBe(equal);
  });

  test("agrees with the canonical text", () => {
    assert(property(json, json, (a, b) => equalJson(a, b) === (canonicalJson(a) === canonicalJson(b))));
  });
});

test("a copy is equal and independent", ({ expect }) => {
  const value = { list: [{ a: 1 }] };
  const copy = cloneJson<{ list: { a: number }[] }>(value);
  expect(copy).toEqual(value);
  copy.list.push({ a: 2 });
  expect(value.list).toHaveLength(1);
});

test("a key named __proto__ becomes an own property", ({ expect }) => {
  const target: Record<string, JsonValue> = {};
  setOwn(target, "__proto__", { polluted: true });
  expect(getOwn(target, "__proto__")).toEqual({ polluted: true });
  expect(Object.getPrototypeOf(target)).toBe(Object.prototype);
  expect(getOwn({}, "toString")).toBeUndefined();
});

test("omitted keys are gone, the order of the others stays", ({ expect }) => {
  const value = parseJson('{"b":1,"__proto__":2,"a":3,"c":4}') as JsonObject;
  expect(stringifyJson(omitKeys(value, ["a", "d"]))).toBe('{"b":1,"__proto__":2,"c":4}');
});
