import { getOwn, isJsonObject } from "@flux-ts/base";
import type { FileTree, JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import type { KustomizationSpec } from "@flux-ts/flux-api";
import { resolvePath } from "./paths.ts";

type Images = NonNullable<KustomizationSpec["images"]>;

/** What the spec of a Kustomization adds to the kustomization file that is built. */
export interface Additions {
  /** Fields that are set. */
  readonly fields: JsonObject;
  /** Lists that are added to. */
  readonly patches: JsonArray;
  readonly components: readonly string[];
  /** Paths of components that are not there and need not be. */
  readonly missing: readonly string[];
  readonly images: Images;
}

/** @throws Error when a component is not a path of the source. */
export function additionsOf(spec: KustomizationSpec, tree: FileTree, folder: string): Additions {
  const { targetNamespace, namePrefix, nameSuffix, buildMetadata = [] } = spec;
  const components = componentsOf(spec);
  const missing =
    spec.ignoreMissingComponents === true
      ? components.filter((component) => tree.readDir(resolvePath(folder, component)) === undefined)
      : [];
  return {
    fields: {
      ...(targetNamespace !== undefined && { namespace: targetNamespace }),
      ...(namePrefix !== undefined && { namePrefix }),
      ...(nameSuffix !== undefined && { nameSuffix }),
      ...(buildMetadata.length > 0 && { buildMetadata }),
    },
    patches: spec.patches ?? [],
    components: components.filter((component) => !missing.includes(component)),
    missing: missing.map((component) => resolvePath(folder, component)),
    images: spec.images ?? [],
  };
}

function componentsOf({ components = [] }: KustomizationSpec): readonly string[] {
  const foreign = components.find((path) => path.includes("://") || path.startsWith("/") || path.includes("?ref="));
  if (foreign !== undefined) throw new Error(`component path '${foreign}' must be local and relative`);
  return components;
}

/** The kustomization with the additions in it. */
export function addTo(
  kustomization: JsonObject,
  { fields, patches, components, images }: Omit<Additions, "missing">,
): JsonObject {
  const changed: JsonObjectDraft = { ...kustomization, ...withoutResources(kustomization), ...fields };
  if (patches.length > 0) changed["patches"] = [...listOf(kustomization, "patches"), ...patches];
  if (components.length > 0) changed["components"] = [...listOf(kustomization, "components"), ...components];
  if (images.length > 0) changed["images"] = images.reduce(withImage, listOf(kustomization, "images"));
  return changed;
}

/**
 * To kustomize, a file without resources is an error. As upstream, one that brings other things is given build facts,
 * and one that brings nothing at all builds nothing.
 */
function withoutResources(kustomization: JsonObject): JsonObject {
  if (listOf(kustomization, "resources").length > 0) return {};
  const bringsOthers = Object.keys(kustomization).some((field) => !["apiVersion", "kind", "resources"].includes(field));
  return bringsOthers ? { buildMetadata: ["originAnnotations"] } : { namespace: "_placeholder" };
}

/** Overrides an image the file already names: tag and digest stand for the same thing, so setting one clears the other. */
function withImage(images: JsonArray, image: Images[number]): JsonArray {
  const { name, newName = "", newTag = "", digest = "" } = image;
  const index = images.findIndex((known) => isJsonObject(known) && known["name"] === name);
  const known = images[index];
  const { newTag: knownTag, digest: knownDigest, ...rest } = isJsonObject(known) ? known : { name };
  const version =
    newTag === "" && digest === ""
      ? {
          ...(knownTag !== undefined && { newTag: knownTag }),
          ...(knownDigest !== undefined && { digest: knownDigest }),
        }
      : { ...(newTag !== "" && { newTag }), ...(digest !== "" && { digest }) };
  const merged: JsonObject = { ...rest, ...(newName !== "" && { newName }), ...version };
  return index < 0 ? [...images, merged] : images.with(index, merged);
}

function listOf(fields: JsonObject, field: string): JsonArray {
  const value: JsonValue | undefined = getOwn(fields, field);
  return Array.isArray(value) ? (value as JsonArray) : [];
}
