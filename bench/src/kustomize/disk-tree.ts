import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FileTree } from "@flux-ts/base";

/** The files below a folder, read when they are asked for. */
export function diskTree(root: string): FileTree {
  return {
    readFile: (path) => unlessMissing(() => readFileSync(join(root, path))),
    readDir: (path) =>
      unlessMissing(() =>
        readdirSync(join(root, path), { withFileTypes: true })
          .map((entry) => ({ name: entry.name, kind: entry.isDirectory() ? ("dir" as const) : ("file" as const) }))
          .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      ),
  };
}

function unlessMissing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    const { code } = error as { readonly code?: string };
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined;
    throw error;
  }
}
