import { getOwn, isJsonObject, parseJson, sortKeys } from "@flux-ts/base";
import type { JsonObject, JsonValue, KubeObject } from "@flux-ts/base";
import type { FieldSet } from "../field-set/field-set.ts";
import { serializeValue } from "../field-set/path-element.ts";
import type { ValueType } from "../schema/model.ts";
import { compareTyped } from "../typed/compare.ts";
import { fieldSetOf } from "../typed/field-set-of.ts";
import { validateTyped } from "../typed/validate.ts";
import { withoutOwners } from "./managed-write.ts";

/** Where `kubectl apply` keeps what it applied when the server did not do it. */
const annotation = "kubectl.kubernetes.io/last-applied-configuration";

export function hasLastApplied(object: KubeObject): boolean {
  return (object.metadata.annotations?.[annotation] ?? "") !== "";
}

/**
 * What `kubectl apply` set, of the fields that still have the value it gave them; undefined when it is not known or
 * was applied in another version.
 */
export function fieldsLastApplied(live: KubeObject, type: ValueType): FieldSet | undefined {
  const value = parseObject(live.metadata.annotations?.[annotation] ?? "");
  if (value?.["apiVersion"] !== live.apiVersion) return undefined;
  const applied = { value, type };
  if (validateTyped(applied).length > 0) return undefined;
  const { modified, added, removed } = compareTyped(applied, { value: withoutOwners(live), type });
  return fieldSetOf(applied).difference(modified).difference(added).difference(removed);
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value = parseJson(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined; // the annotation is the user's: what is in it may be anything
  }
}

/** The object with the annotation telling what is applied now, for clients that go back to `kubectl apply`. */
export function withLastApplied(object: KubeObject, applied: KubeObject): KubeObject {
  const text = `${serializeValue(sortKeys(withoutAnnotation(applied)))}\n`;
  const annotations = { ...object.metadata.annotations, [annotation]: text };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function withoutAnnotation(object: KubeObject): JsonValue {
  const annotations = getOwn(object.metadata as JsonObject, "annotations");
  if (!isJsonObject(annotations) || !Object.hasOwn(annotations, annotation)) return object;
  const { [annotation]: _, ...others } = annotations;
  return { ...object, metadata: { ...object.metadata, annotations: others } };
}
