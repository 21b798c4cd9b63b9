import fc from "fast-check";
import { describe, test } from "vitest";
import { equalJson, isJsonObject, parseJson, stringifyJson } from "@flux-ts/base";
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
  test("the patch between two objects turns one into the other", () => {
    fc.assert(
      fc.property(withoutNulls, withoutNulls, (before, after) =>
        equalJson(applyMergePatch(before, createMergePatch(before, after)), after),
      ),
    );
  });

  test("applying a patch twice changes nothing more", () => {
    fc.assert(
      fc.property(object, object, (document, patch) => {
        const once = applyMergePatch(document, patch);
        return equalJson(applyMergePatch(once, patch), once);
      }),
    );
  });
});

describe("JSON patch", () => {
  const pointer = fc.array(key, { maxLength: 3 }).map((path) => path.map((part) => `/${part}`).join(""));
  const operation = fc.record(
    {
      op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test"),
      path: pointer,
      from: pointer,
      value: scalar,
    },
    { requiredKeys: ["op", "path"] },
  );

  test("any patch applies or fails with a PatchError, and leaves document and prototypes alone", () => {
    fc.assert(
      fc.property(object, fc.array(operation, { maxLength: 4 }), (document, patch) => {
        const before = stringifyJson(document);
        try {
          applyJsonPatch(document, patch);
        } catch (error) {
          if (!(error instanceof PatchError)) return false;
        }
        return stringifyJson(document) === before && Object.keys(Object.prototype).length === 0;
      }),
    );
  });

  test("what was added can be tested, and removing it gives the document back", () => {
    fc.assert(
      fc.property(object, fc.string(), scalar, (document, name, value) => {
        if (Object.hasOwn(document, name)) return true;
        const path = `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
        const added = applyJsonPatch(document, [
          { op: "add", path, value },
          { op: "test", path, value },
        ]);
        return equalJson(applyJsonPatch(added, [{ op: "remove", path }]), document);
      }),
    );
  });
});

describe("strategic merge patch", () => {
  test("without a schema and directives it is a merge patch", () => {
    fc.assert(
      fc.property(plain, plain, (document, patch) =>
        equalJson(applyStrategicMergePatch(document, patch, untypedPatchSchema), applyMergePatch(document, patch)),
      ),
    );
  });
});
