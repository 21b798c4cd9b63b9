import type { JsonObject } from "@flux-ts/base";
import { notesOf, parseYamlDocuments } from "@flux-ts/yaml";
import { test } from "vitest";

function read(text: string): JsonObject {
  const [document] = parseYamlDocuments(text, { profile: "kyaml", notes: true });
  return document?.value as JsonObject;
}

const blanks: { readonly [rule: string]: readonly [text: string, blank: readonly string[], isFlow: boolean] } = {
  "a field without value is blank": ["a:\nb: 1\n", ["a"], false],
  "a written null is none": ["a: null\nb: ~\nc:\n", ["c"], false],
  "an empty text is none": ["a: ''\nb:\n", ["b"], false],
  "in braces, too": ["{a: , b: null}\n", ["a"], true],
};

test.for(Object.entries(blanks))("%s", ([, [text, blank, isFlow]], { expect }) => {
  const notes = notesOf(read(text));
  expect({ blank: [...(notes?.blank ?? [])], isFlow: notes?.isFlow }).toEqual({ blank, isFlow });
});

test("keys that are no texts are noted as Go prints them", ({ expect }) => {
  const { spec } = read("spec:\n  6443: x\n  True: y\n  a: z\n");
  expect(Object.entries(spec as JsonObject)).toEqual([
    ["6443", "x"],
    ["True", "y"],
    ["a", "z"],
  ]);
  expect([...(notesOf(spec as JsonObject)?.otherKeys ?? [])]).toEqual([
    ["6443", "6443"],
    ["True", "true"],
  ]);
});

test("infinite numbers are kept", ({ expect }) => {
  expect(read("a: [.inf, -.inf, .nan]\n")).toEqual({ a: [Infinity, -Infinity, NaN] });
});

test("notes travel with copies and are no fields", ({ expect }) => {
  const mapping = read("a:\n");
  expect(notesOf({ ...mapping, b: 1 })?.blank.has("a")).toBe(true);
  expect(Object.keys(mapping)).toEqual(["a"]);
  expect(JSON.stringify(mapping)).toBe('{"a":null}');
});

test("nothing is noted of mappings that JSON says all about", ({ expect }) => {
  expect(notesOf(read("a: 1\nb: {c: null}\n"))).toBeUndefined();
});

test("keys that are there again are noted, with their lines from the first that is not blank", ({ expect }) => {
  const mapping = read("\n\na: 1\nb: 2\na: 3\n");
  expect(Object.entries(mapping)).toEqual([
    ["a", 1],
    ["b", 2],
  ]);
  expect(notesOf(mapping)?.duplicates).toEqual([{ key: "a", line: 3, lineBefore: 1, value: 3 }]);
});

test("what JSON writes in another way is noted as it was written", ({ expect }) => {
  const mapping = read('a: 1.10\nb: 0x10\nc: ~\nd: 2020-01-01\ne: 5\nf: "1.10"\ng: true\nh: &x 1_000\ni: *x\n');
  const written = [...(notesOf(mapping)?.texts ?? [])].map(([key, { text }]) => `${key}: ${text}`);
  expect(written).toEqual(["a: 1.10", "b: 0x10", "c: ~", "d: 2020-01-01", "h: 1_000", "i: 1_000"]);
});
