import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import type { RE2JS } from "re2js";
import { applyFieldSpec } from "../field/field-spec.ts";
import { setScalar } from "../field/setters.ts";
import { fieldSpecsType, imageType } from "../kustomization/schema.ts";
import type { FieldSpecEntry, ImageEntry } from "../kustomization/types.ts";
import { wrongNodeKind } from "../merge/node-kind.ts";
import { compileFieldSpecs, readConfig } from "../plugin/config.ts";
import { forEach } from "../plugin/plugin.ts";
import type { TransformerFactory } from "../plugin/plugin.ts";
import { scalarText } from "../resource/value.ts";
import { compileRegexp } from "../text/regexp.ts";

/** Changes name, tag or digest of an image wherever containers or the given fields name it. */
export const createImageTagTransformer: TransformerFactory = (config) => {
  const { imageTag = {}, fieldSpecs } = readConfig<{ imageTag?: ImageEntry; fieldSpecs?: FieldSpecEntry[] }>(
    config,
    "ImageTagTransformerPlugin",
    { imageTag: imageType, fieldSpecs: fieldSpecsType },
  );
  const update = createImageUpdate(imageTag);
  const specs = compileFieldSpecs(fieldSpecs);
  return forEach((resource) => {
    if (resource.id.kind === "CustomResourceDefinition") return;
    resource.object = updateContainers(resource.object, update) as JsonObject;
    for (const spec of specs) applyFieldSpec(resource, spec, setScalar(update));
  });
};

type ImageUpdate = (current: JsonValue | undefined) => JsonValue;

/** What an entry of `images` makes of an image reference; others are left alone. */
export function createImageUpdate(entry: ImageEntry): ImageUpdate {
  // The name is a regular expression: it is wrong only where there are images.
  let pattern: RE2JS | undefined;
  return (current) => {
    pattern ??= imagePattern(entry.name ?? "");
    const text = scalarText(current);
    if (!pattern.matcher(text).find()) return current ?? "";
    return formatImage(changeImage(parseImage(text), entry));
  };
}

function imagePattern(name: string): RE2JS {
  return compileRegexp(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
}

interface Image {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
}

function changeImage(image: Image, { newName, newTag, digest, tagSuffix }: ImageEntry): Image {
  const name = newName || image.name;
  if (newTag || digest) return { name, tag: newTag ?? "", digest: digest ?? "" };
  if (tagSuffix) return { name, tag: image.tag + tagSuffix, digest: "" };
  return { ...image, name };
}

/** Splits an image reference; a colon before the first slash belongs to the registry's host. */
function parseImage(text: string): Image {
  const slash = Math.max(0, text.indexOf("/"));
  const at = text.indexOf("@", slash);
  const beforeDigest = at < 0 ? text : text.slice(0, at);
  const digest = at < 0 ? "" : text.slice(at + 1);
  const colon = beforeDigest.indexOf(":", slash);
  if (colon < 0) return { name: beforeDigest, tag: "", digest };
  return { name: beforeDigest.slice(0, colon), tag: beforeDigest.slice(colon + 1), digest };
}

function formatImage({ name, tag, digest }: Image): string {
  return name + (tag && `:${tag}`) + (digest && `@${digest}`);
}

/** Updates `image` in every item of every `containers` and `initContainers` list, however deep. */
export function updateContainers(value: JsonValue, update: ImageUpdate): JsonValue {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    let changed = false;
    const items = (value as JsonArray).map((item) => {
      const next = updateContainers(item, update);
      changed ||= next !== item;
      return next;
    });
    return changed ? items : value;
  }
  return updateFields(value as JsonObject, update);
}

function updateFields(map: JsonObject, update: ImageUpdate): JsonObject {
  let copy: { [key: string]: JsonValue } | undefined;
  for (const [key, field] of Object.entries(map)) {
    const isList = (key === "containers" || key === "initContainers") && Array.isArray(field);
    const next = isList ? updateImages(field as JsonArray, update) : updateContainers(field, update);
    if (next === field) continue;
    copy ??= { ...map };
    setOwn(copy, key, next);
  }
  return copy ?? map;
}

function updateImages(containers: JsonArray, update: ImageUpdate): JsonArray {
  let changed = false;
  const items = containers.map((container) => {
    if (!isJsonObject(container)) return container;
    const inner = updateFields(container, update);
    const image = getOwn(inner, "image");
    if (image !== null && typeof image === "object") throw wrongNodeKind("ScalarNode", image);
    const next = typeof image === "string" ? update(image) : image;
    const result = next === image ? inner : { ...inner, image: next as JsonValue };
    changed ||= result !== container;
    return result;
  });
  return changed ? items : containers;
}
