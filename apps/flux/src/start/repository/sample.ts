import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { GitReference } from "@flux-ts/git";
import { commitFiles, createRepository, readReferences } from "@flux-ts/git/server";
import type { FleetRepository, ServeOptions } from "./repository.ts";
import { serveGit } from "./serve.ts";

const sampleFolder = fileURLToPath(new URL("../../../../../samples/fleet", import.meta.url));

/** Serves a copy of the sample fleet. A copy of an earlier run is kept, with everything that was pushed to it. */
export async function serveSample(
  { root, reference }: { readonly root: string; readonly reference: GitReference },
  { port, onChange }: ServeOptions,
): Promise<FleetRepository> {
  const served = join(root, "git");
  const repository = await createRepository(join(served, "fleet.git"));
  const references = await readReferences(repository.folder);
  if (references.size === 0) {
    await commitFiles(repository, { message: "Add the sample fleet", files: await readFiles(sampleFolder) });
  }
  const server = await serveGit({ root: served, port, onPush: onChange });
  const url = `${server.url}/fleet.git`;
  return {
    url,
    reference,
    advice: [`git clone ${url} && cd fleet`, "edit, commit, git push: the cluster follows at once"],
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function readFiles(folder: string): Promise<{ readonly [path: string]: Uint8Array }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(async (path) => [relative(folder, path), await readFile(path)] as const);
  return Object.fromEntries(await Promise.all(files));
}
