import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import type { DirEntry, FileTree } from "@flux-ts/base";

/**
 * A folder on disk as a tree. Files are read when they are asked for; links are followed only within the folder,
 * and a link that leads out of it is not there.
 */
export function openTree(folder: string): FileTree {
  const root = realpathSync(folder);
  const resolve = (path: string): string | undefined => {
    try {
      const real = realpathSync(join(root, path));
      return real === root || real.startsWith(root + sep) ? real : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    readFile: (path) => attempt(resolve(path), (real) => readFileSync(real)),
    readDir: (path) => attempt(resolve(path), (real) => listFolder(real, (name) => resolve(join(path, name)))),
  };
}

function attempt<T>(real: string | undefined, read: (real: string) => T): T | undefined {
  try {
    return real === undefined ? undefined : read(real);
  } catch (error) {
    if (missing.has((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

const missing = new Set(["ENOENT", "ENOTDIR", "EISDIR"]);

function listFolder(real: string, follow: (name: string) => string | undefined): readonly DirEntry[] {
  const entries: DirEntry[] = [];
  for (const entry of readdirSync(real, { withFileTypes: true })) {
    if (entry.isFile()) entries.push({ name: entry.name, kind: "file" });
    else if (entry.isDirectory()) entries.push({ name: entry.name, kind: "dir" });
    else if (entry.isSymbolicLink()) entries.push(...linkEntry(entry.name, follow(entry.name)));
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function linkEntry(name: string, target: string | undefined): DirEntry[] {
  if (target === undefined) return [];
  const stats = statSync(target);
  if (stats.isFile()) return [{ name, kind: "file" }];
  return stats.isDirectory() ? [{ name, kind: "dir" }] : [];
}
