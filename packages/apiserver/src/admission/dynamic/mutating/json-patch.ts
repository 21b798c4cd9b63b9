import type { JsonObject, JsonObjectDraft, KubeObject } from "@flux-ts/base";
import type { ListValue, Value } from "@flux-ts/cel";
import { EvalError, StructValue, toJson } from "@flux-ts/cel";
import { applyJsonPatch, PatchError } from "@flux-ts/kube-schema";
import type { Mutated } from "./apply-configuration.ts";
import { misplacedIn } from "./structs.ts";

/** Changes an object by the operations that an expression made. When a `test` fails, nothing changes. */
export function patchByExpression(object: KubeObject, operations: Value): Mutated {
  const patch: JsonObject[] = [];
  for (const operation of operations as ListValue) {
    const read = readOperation(operation as StructValue);
    if (typeof read === "string") return { ok: false, problem: read };
    patch.push(read);
  }
  try {
    return { ok: true, object: applyJsonPatch(object, patch) as JsonObject };
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    return error.code === "test-failed" ? { ok: true, object } : { ok: false, problem: `JSON Patch: ${error.message}` };
  }
}

/** An operation as JSON, or why it is none. */
function readOperation({ fields }: StructValue): JsonObject | string {
  const operation: JsonObjectDraft = { op: "" };
  for (const [name, value] of fields) {
    // An object may be for any place; what is in it is at its place within.
    const misplaced = value instanceof StructValue ? misplacedIn(value, value.typeName) : undefined;
    if (misplaced !== undefined) return misplaced;
    const json = toJson(value);
    if (json instanceof EvalError) {
      return `JSONPath valueExpression evaluated to a type that could not marshal to JSON: ${json.message}`;
    }
    operation[name] = json;
  }
  return operation;
}
