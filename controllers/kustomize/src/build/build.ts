import { createHash } from "node:crypto";
import { formatPosition, formatRef, isJsonObject, kindOf, messageOf, refOf } from "@flux-ts/base";
import type { FileTree, KubeObject, SourcePosition } from "@flux-ts/base";
import { ownerLabels } from "@flux-ts/apply";
import type { DesiredObject } from "@flux-ts/apply";
import { ReconcileError } from "@flux-ts/controller";
import type { Kustomization } from "@flux-ts/flux-api";
import { build, fluxDefaults, KustomizeError } from "@flux-ts/kustomize";
import type { BuiltObject, InputClosure } from "@flux-ts/kustomize";
import { emitYaml } from "@flux-ts/yaml";
import { additionsOf, addTo } from "./additions.ts";
import { withMetadata } from "./metadata.ts";
import { loadBuiltinKinds, normalizeObject } from "./normalize.ts";
import type { BuiltinKinds } from "./normalize.ts";
import { resolvePath } from "./paths.ts";
import { substituteObject } from "./substitute.ts";
import type { Variables } from "./substitute.ts";

export interface BuildInput {
  /** The unpacked artifact. */
  readonly tree: FileTree;
  readonly variables: Variables;
  /** A variable without value and without default is an error. */
  readonly strictSubstitution: boolean;
}

export interface Build {
  readonly objects: readonly DesiredObject[];
  /** Fields that are left out, because their built-in kind does not have them. */
  readonly unknownFields: readonly UnknownFields[];
  /** What the build looked at in the tree. */
  readonly closure: InputClosure;
  /** Digest of the manifests as `kustomize build` would print them, after substitution: what the history records. */
  readonly digest: string;
}

export interface UnknownFields {
  /** `Kind/namespace/name`. */
  readonly object: string;
  readonly origin: SourcePosition;
  readonly paths: readonly string[];
}

/** The folder that a Kustomization builds. @throws ReconcileError when the source has none such. */
export function demandPath({ spec }: Kustomization, tree: FileTree): string {
  const folder = resolvePath("", spec.path ?? "");
  if (tree.readDir(folder) !== undefined) return folder;
  const message = `kustomization path not found: '${spec.path}' does not exist in the source`;
  throw new ReconcileError("ArtifactFailed", message);
}

/**
 * The objects a Kustomization stands for: kustomize build, substitution, owner labels, common metadata.
 *
 * @throws ReconcileError naming file and line where they are known.
 */
export async function buildManifests(object: Kustomization, input: BuildInput): Promise<Build> {
  const folder = demandPath(object, input.tree);
  const { resources, closure } = kustomizeBuild(object, input.tree, folder);
  const manifests = resources.map((built) => substituted(object, built, input));
  const text = manifests.map(({ object: manifest }) => emitYaml(manifest)).join("---\n");
  const applied = manifests.flatMap(flattenList).filter(isApplied);
  const kinds = await loadBuiltinKinds(applied.map(({ object: manifest }) => manifest));
  const completed = applied.map((manifest) => complete(object, manifest, kinds));
  return {
    closure,
    digest: `sha256:${createHash("sha256").update(text).digest("hex")}`,
    objects: completed.map(({ desired }) => desired),
    unknownFields: completed.flatMap(({ unknown }) => (unknown.paths.length > 0 ? [unknown] : [])),
  };
}

interface Manifest {
  readonly object: KubeObject;
  readonly origin: SourcePosition;
}

function kustomizeBuild({ spec }: Kustomization, tree: FileTree, folder: string) {
  try {
    const additions = additionsOf(spec, tree, folder);
    const { resources, closure } = build(tree, folder, { ...fluxDefaults, edit: (file) => addTo(file, additions) });
    return { resources, closure: { ...closure, missing: [...closure.missing, ...additions.missing] } };
  } catch (error) {
    throw buildFailure(error);
  }
}

function buildFailure(error: unknown): ReconcileError {
  const position = error instanceof KustomizeError ? error.position : undefined;
  const place = position === undefined ? "" : ` (${formatPosition(position)})`;
  const chain =
    error instanceof KustomizeError && error.chain.length > 1 ? `\nbuilt from ${error.chain.join(" -> ")}` : "";
  const message = `kustomize build failed: ${messageOf(error)}${place}${chain}`;
  return new ReconcileError("BuildFailed", message, { cause: error, ...(position && { where: position }) });
}

function substituted(kustomization: Kustomization, { object, origin }: BuiltObject, input: BuildInput): Manifest {
  checkIdentity(object, origin);
  const { postBuild } = kustomization.spec;
  const always = postBuild?.substituteStrategy === "Always";
  if (postBuild === undefined || (input.variables.size === 0 && !always)) return { object, origin };
  try {
    const options = { variables: input.variables, strict: input.strictSubstitution };
    return { object: substituteObject(object, options), origin };
  } catch (error) {
    const name = `${object.apiVersion}.${object.kind}/${object.metadata.name}`;
    const message = `post build failed for '${name}': ${messageOf(error)} (${formatPosition(origin)})`;
    throw new ReconcileError("BuildFailed", message, { cause: error, where: origin });
  }
}

function checkIdentity(object: KubeObject, origin: SourcePosition): void {
  const { apiVersion, kind, metadata } = object as Partial<KubeObject>;
  if (apiVersion && kind && metadata?.name) return;
  const message = `failed to decode Kubernetes apiVersion, kind and name (${formatPosition(origin)})`;
  throw new ReconcileError("BuildFailed", message, { where: origin });
}

/** The items of a `List` are applied one by one. */
function flattenList({ object, origin }: Manifest): readonly Manifest[] {
  const { items } = object;
  if (!object.kind.endsWith("List") || !Array.isArray(items)) return [{ object, origin }];
  return items.filter(isJsonObject).map((item) => ({ object: item as KubeObject, origin }));
}

/** kustomize's own configuration is not for the cluster. */
function isApplied({ object }: Manifest): boolean {
  return kindOf(object).group !== "kustomize.config.k8s.io";
}

function complete(
  kustomization: Kustomization,
  { object, origin }: Manifest,
  kinds: BuiltinKinds,
): { readonly desired: DesiredObject; readonly unknown: UnknownFields } {
  refuseEncrypted(object, origin);
  const { name, namespace = "" } = kustomization.metadata;
  const { labels, annotations } = kustomization.spec.commonMetadata ?? {};
  const normalized = normalizeObject(object, kinds);
  const owned = withMetadata(normalized.object, ownerLabels(name, namespace));
  return {
    desired: { object: withMetadata(owned, labels, annotations), origin },
    unknown: { object: formatRef(refOf(object)), origin, paths: normalized.unknownFields },
  };
}

/** An encrypted Secret must never reach the cluster as it is. */
function refuseEncrypted(object: KubeObject, origin: SourcePosition): void {
  if (object.kind !== "Secret" || object["sops"] === undefined) return;
  const subject = formatRef(refOf(object));
  const message = `${subject} is SOPS encrypted, configuring decryption is required for this secret to be reconciled (${formatPosition(origin)})`;
  throw new ReconcileError("ReconciliationFailed", message, { where: origin });
}
