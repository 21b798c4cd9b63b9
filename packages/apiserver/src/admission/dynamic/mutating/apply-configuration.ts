import type { JsonArray, JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { Value } from "@flux-ts/cel";
import { EvalError, toJson } from "@flux-ts/cel";
import type { PathElement, ValueType } from "@flux-ts/kube-schema";
import { formatMismatches, formatPath, mergeTyped, validateTyped } from "@flux-ts/kube-schema";
import { misplacedIn } from "./structs.ts";

/** What a mutation made of an object, or why it cannot be made. */
export type Mutated =
  | { readonly ok: true; readonly object: JsonObject }
  | { readonly ok: false; readonly problem: string };

/**
 * Merges what an expression made into an object, as server-side apply would, without its owners. Lists and maps that
 * are replaced as a whole cannot be changed so.
 */
export function applyConfiguration(object: KubeObject, configuration: Value, type: ValueType | undefined): Mutated {
  const misplaced = misplacedIn(configuration, "Object");
  if (misplaced !== undefined) return { ok: false, problem: misplaced };
  const { apiVersion, kind } = object;
  if (type === undefined) {
    return refused(
      `failed to convert patch object to typed object: no corresponding type for ${apiVersion}, Kind=${kind}`,
    );
  }
  const patch = toJson(configuration, { strict: true });
  if (patch instanceof EvalError) return refused(`failed to convert patch object to typed object: ${patch.message}`);
  const applied = { value: { ...(patch as JsonObject), apiVersion, kind }, type };
  const mismatches = validateTyped(applied, { refuseNulls: true });
  if (mismatches.length > 0) {
    return refused(`failed to convert patch object to typed object: ${formatMismatches(mismatches)}`);
  }
  const atomic = atomicsIn(applied.value, type, []).map(formatPath);
  if (atomic.length > 0) {
    return refused(`invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: ${atomic.join(", ")}`);
  }
  return { ok: true, object: mergeTyped({ value: object, type }, applied).value as JsonObject };
}

function refused(problem: string): Mutated {
  return { ok: false, problem: `error applying patch: ${problem}` };
}

type Path = readonly PathElement[];

/** Where a value has parts that have one owner as a whole. Items are shown by their index. */
function atomicsIn(value: JsonValue, { list, map }: ValueType, path: Path): readonly Path[] {
  if (Array.isArray(value)) {
    if (list === undefined) return [];
    if (list.relationship === "atomic") return [path];
    return (value as JsonArray).flatMap((item, index) =>
      atomicsIn(item, list.element, [...path, { kind: "index", index }]),
    );
  }
  if (!isJsonObject(value) || map === undefined) return [];
  if (map.relationship === "atomic") return [path];
  return Object.entries(value).flatMap(([name, part]) => {
    const type = map.fields.get(name)?.type ?? map.additional;
    return type === undefined ? [] : atomicsIn(part, type, [...path, { kind: "field", name }]);
  });
}
