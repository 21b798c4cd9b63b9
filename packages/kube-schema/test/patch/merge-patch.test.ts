import { describe, test } from "vitest";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { applyMergePatch, createMergePatch } from "@flux-ts/kube-schema";

describe("applyMergePatch", () => {
  const cases: Record<string, { document: JsonValue; patch: JsonValue; want: JsonValue }> = {
    "objects merge": { document: { a: { b: 1, c: 2 } }, patch: { a: { c: 3 } }, want: { a: { b: 1, c: 3 } } },
    "null removes": { document: { a: 1, b: 2 }, patch: { a: null }, want: { b: 2 } },
    "null of a missing key says nothing": { document: {}, patch: { a: null }, want: {} },
    "lists are replaced": { document: { a: [1, 2] }, patch: { a: [3] }, want: { a: [3] } },
    "an object takes the place of a scalar without its nulls": {
      document: { a: "x" },
      patch: { a: { b: { c: null } } },
      want: { a: { b: {} } },
    },
    "nulls of objects in a new list are dropped": {
      document: {},
      patch: { a: [{ b: null, c: 1 }, null] },
      want: { a: [{ c: 1 }, null] },
    },
    "a patch that is no object is the result": { document: { a: 1 }, patch: ["x"], want: ["x"] },
    "a document that is no object counts as empty": { document: [1], patch: { a: 1 }, want: { a: 1 } },
  };
  test.for(Object.entries(cases))("%s", ([, { document, patch, want }], { expect }) => {
    expect(applyMergePatch(document, patch)).toEqual(want);
  });
});

describe("createMergePatch", () => {
  const cases: Record<string, { before: JsonObject; after: JsonObject; want: JsonObject }> = {
    "equal objects need nothing": { before: { a: { b: 1 } }, after: { a: { b: 1 } }, want: {} },
    "only what changed is said": {
      before: { a: { b: 1, c: 2 }, d: 1 },
      after: { a: { b: 1, c: 3 }, d: 1 },
      want: { a: { c: 3 } },
    },
    "a field that is gone is null": { before: { a: 1, b: 2 }, after: { b: 2 }, want: { a: null } },
    "a list that changed is said whole": { before: { a: [1, 2] }, after: { a: [1] }, want: { a: [1] } },
    "a field that becomes null is gone": { before: { a: 1 }, after: { a: null }, want: { a: null } },
    "a field that stays null is no change": { before: { a: null }, after: { a: null }, want: {} },
  };
  test.for(Object.entries(cases))("%s", ([, { before, after, want }], { expect }) => {
    expect(createMergePatch(before, after)).toEqual(want);
  });
});
