import { equalJson, stringifyJson } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import {
  compareTyped,
  extractItems,
  FieldSet,
  fieldSetOf,
  formatMismatches,
  mergeTyped,
  removeItems,
  validateTyped,
} from "@flux-ts/kube-schema";
import { findType } from "./schemas.ts";

/** A call of the library and what it returned. */
export type TypedCall = {
  readonly name: string;
  readonly op: "validate" | "merge" | "compare" | "toFieldSet" | "removeItems" | "extractItems";
  readonly schema: string;
  readonly type: string;
  readonly lhs: JsonValue;
  readonly rhs: JsonValue;
  readonly items: JsonObject;
  readonly options: { readonly [name: string]: boolean };
  readonly result: JsonValue;
  readonly error: string;
};

export function runTypedCall(call: TypedCall): string | undefined {
  const result = resultOf(call);
  if (typeof result === "string") {
    return call.result === false && sameMessage(result, call.error) ? undefined : `want ${call.error}\ngot  ${result}`;
  }
  if (equalJson(result, call.result)) return undefined;
  return `want ${stringifyJson(call.result)}\ngot  ${stringifyJson(result)}`;
}

/** The result; of a validation that fails, the message. */
function resultOf(call: TypedCall): JsonValue {
  const type = findType(call.schema, call.type);
  const lhs = { value: call.lhs, type };
  switch (call.op) {
    case "validate": {
      const mismatches = validateTyped(lhs, call.options);
      return mismatches.length === 0 || formatMismatches(mismatches);
    }
    case "merge":
      return mergeTyped(lhs, { value: call.rhs, type }).value;
    case "compare": {
      const { added, modified, removed } = compareTyped(lhs, { value: call.rhs, type });
      return { added: added.toJson(), modified: modified.toJson(), removed: removed.toJson() };
    }
    case "toFieldSet":
      return fieldSetOf(lhs).toJson();
    case "removeItems":
      return removeItems(lhs, FieldSet.parse(call.items)).value;
    case "extractItems":
      return extractItems(lhs, FieldSet.parse(call.items), call.options).value;
  }
}

/** Maps decoded from YAML and from JSON have different Go types, and the order of fields is random. */
function sameMessage(got: string, want: string | undefined): boolean {
  if (want === undefined) return true;
  const expected = want.replaceAll("map[interface {}]interface {}", "map[string]interface {}");
  return got.split("\n").toSorted().join("\n") === expected.split("\n").toSorted().join("\n");
}
