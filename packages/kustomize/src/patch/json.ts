import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject, parseJson } from "@flux-ts/base";
import { applyJsonPatch, PatchError } from "@flux-ts/kube-schema";
import { parseYaml } from "@flux-ts/yaml";
import { asKustomizeError, KustomizeError } from "../errors.ts";
import { hasBooks, withBooks, withoutBooks } from "../resource/build-annotations.ts";
import { jsonObject } from "../resource/printable.ts";
import type { Resource } from "../resource/resource.ts";
import { mapItems, withField } from "../resource/value.ts";
import { withTextMaps } from "./text-maps.ts";

/** The operations of a JSON patch (RFC 6902), which may be written as YAML unless it starts with a bracket. @throws KustomizeError */
export function parseJsonPatch(text: string, file: string): JsonArray {
  let value: JsonValue;
  try {
    value = text.startsWith("[") ? parseJson(text) : parseYaml(text, { file });
  } catch (error) {
    throw asKustomizeError("patch", error);
  }
  if (Array.isArray(value) && (value as JsonArray).every(isJsonObject)) return value as JsonArray;
  throw new KustomizeError("patch", "a JSON patch is a list of operations");
}

/**
 * Applies a JSON patch to an object. It has annotations in any case: the real tool keeps its books there, so that
 * people add the first annotation without the map. The books outlive the patch; what was changed so far is forgotten
 * when it replaces all annotations.
 *
 * @throws KustomizeError on the first operation that does not apply.
 */
export function applyOperations(target: Resource, operations: JsonArray): void {
  try {
    const before = withBooks(jsonObject(target), target);
    const patched = withTextMaps(asDoubles(applyJsonPatch(before, operations)) as JsonObject, ["annotations"]);
    if (!hasBooks(patched)) target.forgetChanges();
    target.replaceObject(withoutBooks(patched));
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new KustomizeError("patch", error.message, { position: target.origin.position, cause: error });
  }
}

/** The value with the precision it has after a JSON patch in the real tool: integers that no double holds are rounded. */
function asDoubles(value: JsonValue): JsonValue {
  if (typeof value === "bigint") return roundInteger(Number(value));
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return mapItems(value as JsonArray, asDoubles);
  let rounded = value as JsonObject;
  for (const [name, field] of Object.entries(rounded)) rounded = withField(rounded, name, asDoubles(field));
  return rounded;
}

/** The integer that the shortest text of a double names; what no 64-bit integer holds stays a double. */
function roundInteger(double: number): JsonValue {
  const text = String(double);
  if (!/^-?\d+$/.test(text)) return double;
  const integer = BigInt(text);
  const fits = BigInt.asIntN(64, integer) === integer || BigInt.asUintN(64, integer) === integer;
  return fits ? integer : double;
}
