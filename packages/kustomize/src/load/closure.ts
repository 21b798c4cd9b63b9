import type { DirEntry, FileTree } from "@flux-ts/base";

/** What a build looked at: if none of it changes, building again gives the same. */
export interface InputClosure {
  /** Files whose bytes were read. */
  readonly files: readonly string[];
  /** Folders whose entries were listed or looked at. */
  readonly folders: readonly string[];
  /** Paths where something was looked for and nothing was. */
  readonly missing: readonly string[];
}

/** A tree that notes what is asked of it. */
export interface RecordedTree extends FileTree {
  closure(): InputClosure;
}

export function recordTree(tree: FileTree): RecordedTree {
  const files = new Set<string>();
  const folders = new Set<string>();
  const missing = new Set<string>();
  const note = (path: string, found: Set<string>, isThere: boolean): void => {
    (isThere ? found : missing).add(path);
  };
  return {
    readFile: (path): Uint8Array | undefined => {
      const bytes = tree.readFile(path);
      note(path, files, bytes !== undefined);
      return bytes;
    },
    readDir: (path): readonly DirEntry[] | undefined => {
      const entries = tree.readDir(path);
      note(path, folders, entries !== undefined);
      return entries;
    },
    closure: () => ({
      files: [...files].sort(),
      folders: [...folders].sort(),
      missing: [...missing].filter((path) => !files.has(path) && !folders.has(path)).sort(),
    }),
  };
}
