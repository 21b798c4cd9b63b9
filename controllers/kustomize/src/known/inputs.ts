import { hash } from "node:crypto";
import { canonicalJson } from "@flux-ts/base";
import type { FileTree, JsonValue } from "@flux-ts/base";
import type { Kustomization } from "@flux-ts/flux-api";
import type { InputClosure } from "@flux-ts/kustomize";
import type { Variables } from "../build/substitute.ts";

/** What a build depends on besides its files: a digest of the object's spec and names, the variables and the engine. */
export function digestSettings(
  object: Kustomization,
  { variables, engine }: { readonly variables: Variables; readonly engine: string },
): string {
  const { name, namespace = "" } = object.metadata;
  const settings: JsonValue = [engine, namespace, name, object.spec, [...variables]];
  return digest(canonicalJson(settings));
}

/** Digests of files, by tree: Kustomizations of one source share most of what they read. */
const digests = new WeakMap<FileTree, Map<string, string>>();

/**
 * A digest of what a build looked at: contents of files, entries of folders, and that nothing is where nothing was.
 * Trees that agree in it build the same.
 */
export function digestClosure(tree: FileTree, { files, folders, missing }: InputClosure): string {
  const facts: JsonValue = [
    files.map((path) => [path, digestFile(tree, path)]),
    folders.map((path) => [path, (tree.readDir(path) ?? []).map(({ name, kind }) => `${kind} ${name}`)]),
    missing.map((path) => [path, tree.readFile(path) !== undefined || tree.readDir(path) !== undefined]),
  ];
  return digest(canonicalJson(facts));
}

function digestFile(tree: FileTree, path: string): string {
  const known = digests.get(tree) ?? new Map<string, string>();
  digests.set(tree, known);
  const held = known.get(path);
  if (held !== undefined) return held;
  const bytes = tree.readFile(path);
  const found = bytes === undefined ? "none" : digest(bytes);
  known.set(path, found);
  return found;
}

function digest(content: string | Uint8Array): string {
  return hash("sha256", content, "base64");
}
