import type { JsonObject } from "@flux-ts/base";
import { getOwn, isJsonObject } from "@flux-ts/base";
import { mergePatch } from "../merge/merge.ts";
import type { Schema } from "../merge/schema.ts";
import { parseManifest } from "../resource/parse.ts";
import { adoptObject } from "../resource/build-annotations.ts";
import type { Resource } from "../resource/resource.ts";
import { scalarText, withField } from "../resource/value.ts";
import { withTextMaps } from "./text-maps.ts";

/** A strategic merge patch: an object whose identity says what it is for. */
export interface StrategicPatch {
  readonly resource: Resource;
  readonly allowsNameChange: boolean;
  readonly allowsKindChange: boolean;
}

/** @throws KustomizeError when the text is no manifest. */
export function parseStrategicPatches(text: string, file: string, options: PatchOptions = {}): StrategicPatch[] {
  const allowsNameChange = options["allowNameChange"] ?? false;
  const allowsKindChange = options["allowKindChange"] ?? false;
  // The real tool notes such an option in the annotations of the patch, and rewrites them.
  const rewritten = allowsNameChange || allowsKindChange ? ["annotations"] : [];
  return parseManifest(text, { file, written: file }, "patch").map(({ object }) => ({
    resource: adoptObject(withTextMaps(object, rewritten)),
    allowsNameChange,
    allowsKindChange,
  }));
}

export type PatchOptions = { readonly [option: string]: boolean };

/**
 * Merges a patch into an object. Identity stays, unless the patch is allowed to change name or kind.
 *
 * @throws KustomizeError when both disagree about what a field is.
 */
export function applyStrategicPatch(target: Resource, patch: StrategicPatch, schema: Schema): void {
  const { kind, name, namespace } = target.id;
  if (patch.allowsNameChange || patch.allowsKindChange) target.storeId(schema);
  // At the root the real tool takes "replace" for an answer and goes on with what was there.
  if (getOwn(patch.resource.object, "$patch") === "replace") return;
  const fields = schema.fieldsOf(scalarText(getOwn(target.object, "apiVersion")), kind);
  const merged = mergePatch(target.object, patch.resource.object, fields, { newItems: "first" });
  // The real tool keeps its books in the annotations: they go when these do.
  if (dropsAnnotations(patch.resource.object)) target.forgetBooks();
  if (!isJsonObject(merged) || Object.keys(merged).length === 0) {
    target.object = {};
    return;
  }
  target.object = restoreIdentity(merged, {
    ...(!patch.allowsKindChange && { kind }),
    ...(!patch.allowsNameChange && { name }),
    namespace,
  });
}

function dropsAnnotations(patch: JsonObject): boolean {
  const metadata = getOwn(patch, "metadata");
  if (!isJsonObject(metadata)) return metadata === null;
  const annotations = getOwn(metadata, "annotations");
  return annotations === null || replacesMap(metadata) || (isJsonObject(annotations) && replacesMap(annotations));
}

function replacesMap(map: JsonObject): boolean {
  const directive = getOwn(map, "$patch");
  return directive === "replace" || directive === "delete";
}

function restoreIdentity(
  object: JsonObject,
  { kind, name, namespace }: { kind?: string; name?: string; namespace: string },
): JsonObject {
  const found = getOwn(object, "metadata");
  let metadata = isJsonObject(found) ? found : {};
  if (name !== undefined) metadata = withField(metadata, "name", name);
  metadata = withField(metadata, "namespace", namespace === "" ? undefined : namespace);
  const result = withField(object, "metadata", metadata);
  return kind === undefined ? result : withField(result, "kind", kind);
}

/**
 * A patch with the kind, version and group of what it is applied to: a selector may have chosen that, not the patch.
 * On the way its labels and annotations become maps of texts, as in the real tool: null deletes none of them.
 */
export function retarget(patch: StrategicPatch, target: Resource): StrategicPatch {
  const { object } = patch.resource;
  const apiVersion = getOwn(target.object, "apiVersion");
  const kind = patch.allowsKindChange ? getOwn(object, "kind") : getOwn(target.object, "kind");
  const copy = patch.resource.copy();
  copy.object = withTextMaps(withField(withField(object, "apiVersion", apiVersion ?? null), "kind", kind), [
    "labels",
    "annotations",
  ]);
  return { ...patch, resource: copy };
}
