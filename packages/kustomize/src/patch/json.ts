import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject, parseJson } from "@flux-ts/base";
import { applyJsonPatch, PatchError } from "@flux-ts/kube-schema";
import { parseYaml } from "@flux-ts/yaml";
import { asKustomizeError, KustomizeError } from "../errors.ts";
import type { Resource } from "../resource/resource.ts";

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

/** Applies a JSON patch to an object. @throws KustomizeError on the first operation that does not apply. */
export function applyOperations(target: Resource, operations: JsonArray): void {
  try {
    target.object = applyJsonPatch(target.object, operations) as JsonObject;
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    throw new KustomizeError("patch", error.message, { position: target.origin.position, cause: error });
  }
}
