import { GitError } from "./errors.ts";
import type { TreeFile } from "./objects.ts";

/**
 * Keeps the files in the given folders and nothing else, not even the files of the root.
 *
 * @throws GitError `folder-not-found` when the tree has none of that name.
 */
export function filterSparse(files: readonly TreeFile[], folders: readonly string[]): readonly TreeFile[] {
  const wanted = folders.map((folder) => folder.replace(/^(\.\/)+/, "").replace(/\/+$/, ""));
  if (folders.length === 0 || wanted.includes("")) return files;
  for (const [index, folder] of wanted.entries()) {
    if (files.some(({ path }) => isWithin(path, folder))) continue;
    throw new GitError("folder-not-found", `sparse checkout dir '${folders[index]}' does not exist in repository`);
  }
  return files.filter(({ path }) => wanted.some((folder) => isWithin(path, folder)));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
