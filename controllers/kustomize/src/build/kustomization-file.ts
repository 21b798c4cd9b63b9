import { getOwn, isJsonObject } from "@flux-ts/base";
import type { FileTree, JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import type { KustomizationSpec } from "@flux-ts/flux-api";
import { emitYaml, parseYaml } from "@flux-ts/yaml";

/** Names under which kustomize looks for its file, in the order of preference. */
const fileNames = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/** A tree to build, and the file in it that was made or changed here: its lines are not those of the source. */
export interface PreparedTree {
  readonly tree: FileTree;
  readonly written: string | undefined;
}

/**
 * Puts what the spec of a Kustomization adds to the build (namespace, patches, images, components ...) into the
 * kustomization file of a folder. A folder without such a file gets one that lists its manifests.
 *
 * @throws YamlError when the file cannot be read; Error when a component is not a path of the source.
 */
export function prepareTree(tree: FileTree, folder: string, spec: KustomizationSpec): PreparedTree {
  const existing = fileNames.map((name) => join(folder, name)).find((path) => tree.readFile(path) !== undefined);
  const fields = existing === undefined ? plainKustomization(tree, folder) : readFields(tree, existing);
  const additions = additionsOf(tree, folder, spec);
  if (existing !== undefined && !needsChange(fields, additions)) return { tree, written: undefined };
  const path = existing ?? join(folder, "kustomization.yaml");
  const text = emitYaml(withAdditions(fields, additions, existing !== undefined));
  return { tree: withFile(tree, path, text), written: path };
}

function readFields(tree: FileTree, path: string): JsonObject {
  const text = new TextDecoder().decode(tree.readFile(path));
  const value = parseYaml(text, { file: path, profile: "sigs" });
  return isJsonObject(value) ? value : {};
}

/** Lists all manifests below a folder; a subfolder with a kustomization of its own is one resource. */
function plainKustomization(tree: FileTree, folder: string): JsonObject {
  const resources = [...manifestsBelow(tree, folder)].map(
    (path) => `./${folder === "" ? path : path.slice(folder.length + 1)}`,
  );
  const type = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization" };
  // A file without any field is an error to kustomize; this one builds nothing.
  return resources.length === 0 ? { ...type, namespace: "_placeholder" } : { ...type, resources };
}

function* manifestsBelow(tree: FileTree, folder: string): Generator<string> {
  for (const { name, kind } of tree.readDir(folder) ?? []) {
    const path = join(folder, name);
    if (kind === "file") {
      if (/\.ya?ml$/.test(name)) yield path;
    } else if (fileNames.some((file) => tree.readFile(join(path, file)) !== undefined)) {
      yield path;
    } else {
      yield* manifestsBelow(tree, path);
    }
  }
}

/** Fields of the kustomization file that the spec sets, and those it adds to. */
interface Additions {
  readonly set: JsonObject;
  readonly patches: JsonArray;
  readonly components: readonly string[];
  readonly images: NonNullable<KustomizationSpec["images"]>;
}

function additionsOf(tree: FileTree, folder: string, spec: KustomizationSpec): Additions {
  const { targetNamespace, namePrefix, nameSuffix, buildMetadata = [] } = spec;
  return {
    set: {
      ...(targetNamespace !== undefined && { namespace: targetNamespace }),
      ...(namePrefix !== undefined && { namePrefix }),
      ...(nameSuffix !== undefined && { nameSuffix }),
      ...(buildMetadata.length > 0 && { buildMetadata }),
    },
    patches: spec.patches ?? [],
    components: componentsOf(tree, folder, spec),
    images: spec.images ?? [],
  };
}

function componentsOf(tree: FileTree, folder: string, spec: KustomizationSpec): readonly string[] {
  return (spec.components ?? []).filter((component) => {
    if (component.includes("://") || component.startsWith("/") || component.includes("?ref=")) {
      throw new Error(`component path '${component}' must be local and relative`);
    }
    const exists = tree.readDir(resolvePath(folder, component)) !== undefined;
    return exists || spec.ignoreMissingComponents !== true;
  });
}

function needsChange(fields: JsonObject, { set, patches, components, images }: Additions): boolean {
  const added = patches.length + components.length + images.length + Object.keys(set).length;
  return added > 0 || listOf(fields, "resources").length === 0;
}

function withAdditions(
  fields: JsonObject,
  { set, patches, components, images }: Additions,
  existed: boolean,
): JsonObject {
  const changed: JsonObjectDraft = { ...fields };
  // As upstream: a file that brings no resources of its own, but for instance components, must not count as empty.
  if (existed && listOf(fields, "resources").length === 0) changed["buildMetadata"] = ["originAnnotations"];
  Object.assign(changed, set);
  if (patches.length > 0) changed["patches"] = [...listOf(fields, "patches"), ...patches];
  if (components.length > 0) changed["components"] = [...listOf(fields, "components"), ...components];
  if (images.length > 0) changed["images"] = images.reduce(withImage, listOf(fields, "images"));
  return changed;
}

/** Overrides an image the file already names: tag and digest stand for the same thing, so setting one clears the other. */
function withImage(images: JsonArray, image: Additions["images"][number]): JsonArray {
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

/** The tree with one file put over it. */
function withFile(tree: FileTree, path: string, text: string): FileTree {
  const bytes = new TextEncoder().encode(text);
  const slash = path.lastIndexOf("/");
  const [folder, name] = slash < 0 ? ["", path] : [path.slice(0, slash), path.slice(slash + 1)];
  return {
    readFile: (other) => (other === path ? bytes : tree.readFile(other)),
    readDir: (other) => {
      const entries = tree.readDir(other);
      if (other !== folder || entries === undefined || entries.some((entry) => entry.name === name)) return entries;
      return [...entries, { name, kind: "file" as const }].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** A path of the tree, from a folder and what a user wrote. `..` never leads out of the tree. */
export function resolvePath(folder: string, path: string): string {
  const names = folder === "" ? [] : folder.split("/");
  for (const name of path.split("/")) {
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  }
  return names.join("/");
}
