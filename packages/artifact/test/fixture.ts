import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import type { FileTree } from "@flux-ts/base";
import { packArchive } from "@flux-ts/artifact";
import type { PackEntry } from "@flux-ts/artifact";
import { packTar } from "modern-tar";
import type { TarEntry } from "modern-tar";

/** A folder that is removed at the end. */
export async function createFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "flux-artifact-test-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Files in the order of their paths; those under `bin/` are executable. */
export async function* entriesOf(files: { readonly [path: string]: string }): AsyncGenerator<PackEntry, void, void> {
  for (const path of Object.keys(files)) {
    yield { path, executable: path.startsWith("bin/"), content: Buffer.from(files[path] ?? "") };
  }
}

export async function pack(files: { readonly [path: string]: string }): Promise<Buffer> {
  return buffer(packArchive(entriesOf(files)));
}

/** An archive with any headers, also those that no honest program writes. */
export async function packRaw(entries: readonly TarEntry[]): Promise<Buffer> {
  return gzipSync(await packTar(entries));
}

/** Every file of a tree by path. */
export function textsOf(tree: FileTree, folder = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, kind } of tree.readDir(folder) ?? []) {
    const path = folder === "" ? name : `${folder}/${name}`;
    if (kind === "dir") Object.assign(found, textsOf(tree, path));
    else found[path] = Buffer.from(tree.readFile(path) ?? []).toString();
  }
  return found;
}
