import * as fc from "fast-check";
import { describe, test } from "vitest";
import { canonicalJson, isJsonObject, parseJson, stringifyJson } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  createMergePatch,
  PatchError,
  untypedPatchSchema,
} from "@flux-ts/kube-schema";

const key = fc.oneof(fc.constantFrom("a", "b", "__proto__", "constructor", "x/y", "~", "$patch"), fc.string());
const scalar = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
const { object } = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
  value: fc.oneof({ depthSize: "small" }, scalar, fc.array(tie("value"), { maxLength: 4 }), tie("object")),
  // Through text, so that `__proto__` is an own key as it would be after parsing a request.
  object: fc
    .array(fc.tuple(key, tie("value")), { maxLength: 5 })
    .map((entries) => parseJson(`{${entries.map(([k, v]) => `${JSON.stringify(k)}:${stringifyJson(v)}`).join()}}`))
    .filter((value): value is JsonObject => isJsonObject(value)),
}));
const withoutNulls = object.map((value) => applyMergePatch(undefined, value) as JsonObject);
const plain = withoutNulls.filter((value) => !stringifyJson(value).includes('"$patch"'));

describe("merge patch", () => {
  test("the patch between two objects turns one into the other", ({ expect }) => {
    fc.assert(
      fc.property(withoutNulls, withoutNulls, (before, after) => {
        expect(canonicalJson(applyMergePatch(before, createMergePatch(before, after)))).toBe(canonicalJson(after));
      }),
    );
  });

  test("applying a patch twice changes nothing more", ({ expect }) => {
    fc.assert(
      fc.property(object, object, (document, patch) => {
        const once = applyMergePatch(document, patch);
        expect(canonicalJson(applyMergePatch(once, patch))).toBe(canonicalJson(once));
      }),
    );
  });
});

describe("JSON patch", () => {
  const pointer = fc.array(key, { maxLength: 3 }).map((path) => path.map((part) => `/${part}`).join(""));
  const op = fc.constantFrom("add", "remove", "replace", "move", "copy", "test");
  const operation = fc.record({ op, path: pointer, from: pointer, value: scalar }, { requiredKeys: ["op", "path"] });

  test("any patch applies or fails with a PatchError, and leaves document and prototypes alone", ({ expect }) => {
    fc.assert(
      fc.property(object, fc.array(operation, { maxLength: 4 }), (document, patch) => {
        const before = stringifyJson(document);
        expect(attempt(() => applyJsonPatch(document, patch))).not.toBe("other failure");
        expect(stringifyJson(document)).toBe(before);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
    );
  });

  test("what was added can be tested, and removing it gives the document back", ({ expect }) => {
    fc.assert(
      fc.property(object, fc.string(), scalar, (document, name, value) => {
        fc.pre(!Object.hasOwn(document, name));
        const path = `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        const add = { op: "add", path, value };
        const added = applyJsonPatch(document, [add, { ...add, op: "test" }]);
        const removed = applyJsonPatch(added, [{ op: "remove", path }]);
        expect(canonicalJson(removed)).toBe(canonicalJson(document));
      }),
    );
  });
});

describe("strategic merge patch", () => {
  test("without a schema and directives it is a merge patch", ({ expect }) => {
    const apply = (document: JsonObject, patch: JsonObject) =>
      applyStrategicMergePatch(document, patch, untypedPatchSchema);
    fc.assert(
      fc.property(plain, plain, (document, patch) => {
        expect(canonicalJson(apply(document, patch))).toBe(canonicalJson(applyMergePatch(document, patch)));
      }),
    );
  });
});

function attempt(step: () => unknown): "applied" | "refused" | "other failure" {
  try {
    step();
    return "applied";
  } catch (error) {
    return error instanceof PatchError ? "refused" : "other failure";
  }
}
