import { describe, test } from "vitest";
import { parseJson, stringifyJson } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import { applyJsonPatch, PatchError } from "@flux-ts/kube-schema";
import type { JsonPatchOptions, PatchErrorCode } from "@flux-ts/kube-schema";

const document: JsonValue = { data: { a: "1", "x/y": "2", "t~": "3" }, list: ["a", "b"], empty: null };

describe("an operation that applies", () => {
  const cases: Record<string, { patch: JsonValue; want: JsonValue; on?: JsonValue }> = {
    "add sets a key": {
      patch: [{ op: "add", path: "/data/b", value: 2 }],
      want: { ...document, data: { a: "1", "x/y": "2", "t~": "3", b: 2 } },
    },
    "add into a list moves later items": {
      patch: [{ op: "add", path: "/list/1", value: "x" }],
      want: { ...document, list: ["a", "x", "b"] },
    },
    "add at - appends": {
      patch: [{ op: "add", path: "/list/-", value: "x" }],
      want: { ...document, list: ["a", "b", "x"] },
    },
    "add at -1 appends": {
      patch: [{ op: "add", path: "/list/-1", value: "x" }],
      want: { ...document, list: ["a", "b", "x"] },
    },
    "add without a value adds null": { patch: [{ op: "add", path: "/k" }], want: { ...document, k: null } },
    "escaped slash and tilde name one key": {
      patch: [
        { op: "remove", path: "/data/x~1y" },
        { op: "remove", path: "/data/t~0" },
      ],
      want: { ...document, data: { a: "1" } },
    },
    "a pointer without its first slash starts after the next one": {
      patch: [{ op: "add", path: "data/k", value: 1 }],
      want: { ...document, k: 1 },
    },
    "remove takes the last item for -1": {
      patch: [{ op: "remove", path: "/list/-1" }],
      want: { ...document, list: ["a"] },
    },
    "replace adds a key that is missing": {
      patch: [{ op: "replace", path: "/k", value: 1 }],
      want: { ...document, k: 1 },
    },
    "replace of the whole document": { patch: [{ op: "replace", path: "", value: { k: 1 } }], want: { k: 1 } },
    "replace of the whole document by a scalar does nothing": {
      patch: [{ op: "replace", path: "", value: 5 }],
      want: document,
    },
    "move takes the value along": {
      patch: [{ op: "move", from: "/data/a", path: "/list/0" }],
      want: { ...document, data: { "x/y": "2", "t~": "3" }, list: ["1", "a", "b"] },
    },
    "copy of a missing key copies null": {
      patch: [{ op: "copy", from: "/data/none", path: "/k" }],
      want: { ...document, k: null },
    },
    "test compares whatever the order of keys": {
      on: { o: { a: 1, b: [2] } },
      patch: [{ op: "test", path: "/o", value: { b: [2], a: 1 } }],
      want: { o: { a: 1, b: [2] } },
    },
    "test of a missing key against null holds": { patch: [{ op: "test", path: "/none", value: null }], want: document },
    "test of the whole document": { patch: [{ op: "test", path: "", value: document }], want: document },
    "a list as document": { on: [1, 2], patch: [{ op: "replace", path: "/0", value: 9 }], want: [9, 2] },
  };
  test.for(Object.entries(cases))("%s", ([, { patch, want, on = document }], { expect }) => {
    const before = structuredClone(on);
    expect(applyJsonPatch(on, patch)).toEqual(want);
    expect(on).toEqual(before);
  });
});

describe("an operation that does not apply", () => {
  const cases: Record<string, { patch: JsonValue; options?: JsonPatchOptions; code: PatchErrorCode; message: string }> =
    {
      "add below a missing key": {
        patch: [{ op: "add", path: "/x/y", value: 1 }],
        code: "missing",
        message: 'add operation does not apply: doc is missing path: "/x/y": missing value',
      },
      "add below a null": {
        patch: [{ op: "add", path: "/empty/y", value: 1 }],
        code: "missing",
        message: 'add operation does not apply: doc is missing path: "/empty/y": missing value',
      },
      "add below a scalar": {
        patch: [{ op: "add", path: "/data/a/b", value: 1 }],
        code: "missing",
        message: 'add operation does not apply: doc is missing path: "/data/a/b": missing value',
      },
      "add without a path": {
        patch: [{ op: "add", value: 1 }],
        code: "missing",
        message: "add operation failed to decode path: missing value",
      },
      "add beyond the end of a list": {
        patch: [{ op: "add", path: "/list/3", value: 1 }],
        code: "bad-index",
        message: "error in add for path: '/list/3': Unable to access invalid index: 3: invalid index referenced",
      },
      "add at an index that is no number": {
        patch: [{ op: "add", path: "/list/x", value: 1 }],
        code: "bad-index",
        message:
          "error in add for path: '/list/x': value was not a proper array index: 'x': strconv.Atoi: parsing \"x\": invalid syntax",
      },
      "negative indices when they are off": {
        patch: [{ op: "remove", path: "/list/-1" }],
        options: { negativeIndices: false },
        code: "bad-index",
        message: "error in remove for path: '/list/-1': Unable to access invalid index: -1: invalid index referenced",
      },
      "remove of a missing key": {
        patch: [{ op: "remove", path: "/data/zz" }],
        code: "missing",
        message: "error in remove for path: '/data/zz': Unable to remove nonexistent key: zz: missing value",
      },
      "remove of a key of the prototype": {
        patch: [{ op: "remove", path: "/constructor" }],
        code: "missing",
        message:
          "error in remove for path: '/constructor': Unable to remove nonexistent key: constructor: missing value",
      },
      "replace of a missing item": {
        patch: [{ op: "replace", path: "/list/2", value: 1 }],
        code: "missing",
        message: "replace operation does not apply: doc is missing key: /list/2: missing value",
      },
      "replace below a missing key": {
        patch: [{ op: "replace", path: "/x/y", value: 1 }],
        code: "missing",
        message: "replace operation does not apply: doc is missing path: /x/y: missing value",
      },
      "move from nowhere": {
        patch: [{ op: "move", from: "/data/zz", path: "/k" }],
        code: "missing",
        message: "error in move for path: 'zz': Unable to remove nonexistent key: zz: missing value",
      },
      "move without from": {
        patch: [{ op: "move", path: "/k" }],
        code: "missing",
        message: "move operation failed to decode from: operation, missing from field: missing value",
      },
      "copy to nowhere": {
        patch: [{ op: "copy", from: "/data/a", path: "/x/y" }],
        code: "missing",
        message: "copy operation does not apply: doc is missing destination path: /x/y: missing value",
      },
      "copies beyond the limit": {
        patch: [
          { op: "copy", from: "/list", path: "/l1" },
          { op: "copy", from: "/list", path: "/l2" },
        ],
        options: { copyLimit: 10 },
        code: "too-large",
        message: "Unable to complete the copy, the accumulated size increase of copy is 18, exceeding the limit 10",
      },
      "a test that fails": {
        patch: [{ op: "test", path: "/data/a", value: "nope" }],
        code: "test-failed",
        message: "testing value /data/a failed: test failed",
      },
      "a test of a missing key": {
        patch: [{ op: "test", path: "/data/zz", value: "nope" }],
        code: "test-failed",
        message: "testing value /data/zz failed: test failed",
      },
      "an unknown operation": {
        patch: [{ op: "frob", path: "/data/a" }],
        code: "malformed",
        message: "Unexpected kind: frob",
      },
      "an operation named like a method": {
        patch: [{ op: "toString", path: "/data/a" }],
        code: "malformed",
        message: "Unexpected kind: toString",
      },
      "an operation that is no object": { patch: [5], code: "malformed", message: "Unexpected kind: unknown" },
      "a patch that is no list": { patch: {}, code: "malformed", message: "A JSON patch is a list of operations" },
    };
  test.for(Object.entries(cases))("%s", ([, { patch, options, code, message }], { expect }) => {
    const apply = () => applyJsonPatch(document, patch, options);
    expect(apply).toThrow(PatchError);
    expect(apply).toThrow(expect.objectContaining({ code, message }));
  });
});

test("__proto__ is a key like any other", ({ expect }) => {
  const patch = [
    { op: "add", path: "/__proto__", value: { polluted: true } },
    { op: "add", path: "/__proto__/deep", value: 1 },
  ];
  const patched = applyJsonPatch({}, patch);
  expect(stringifyJson(patched)).toBe('{"__proto__":{"polluted":true,"deep":1}}');
  expect(applyJsonPatch(parseJson('{"__proto__":1}'), [{ op: "remove", path: "/__proto__" }])).toEqual({});
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});
