/** An entry of a folder in a {@link FileTree}. */
export interface DirEntry {
  readonly name: string;
  readonly kind: "file" | "dir";
}

/**
 * A tree of files as a value: what the engines (kustomize, helm-template, sops) read instead of a disk.
 * Paths are relative to the root, with `/` between names, without `.` and `..`; the root is `""`.
 */
export interface FileTree {
  /** The bytes of a file, or undefined when there is none at this path (a folder is none). */
  readFile(path: string): Uint8Array | undefined;
  /** The entries of a folder sorted by name, or undefined when there is no folder at this path. */
  readDir(path: string): readonly DirEntry[] | undefined;
}

/** A tree of files held in memory, by path. Folders follow from the paths. */
export function createFileTree(files: { readonly [path: string]: Uint8Array | string }): FileTree {
  const contents = new Map<string, Uint8Array>();
  const folders = new Map<string, Map<string, DirEntry>>([["", new Map()]]);
  for (const [path, content] of Object.entries(files)) {
    contents.set(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
    addToFolders(folders, path);
  }
  return {
    readFile: (path) => contents.get(path),
    readDir: (path) => {
      const entries = folders.get(path);
      return entries && [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}

function addToFolders(folders: Map<string, Map<string, DirEntry>>, path: string): void {
  const names = path.split("/");
  for (let depth = 0; depth < names.length; depth++) {
    const folder = names.slice(0, depth).join("/");
    const name = names[depth] as string;
    const entries = folders.get(folder) ?? new Map<string, DirEntry>();
    folders.set(folder, entries);
    entries.set(name, { name, kind: depth === names.length - 1 ? "file" : "dir" });
  }
}

/** A place in a text: where a value of an object was written. */
export interface SourcePosition {
  /** Path of the file relative to the root of its tree. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column?: number;
}

/** `file:line`, as compilers print it. */
export function formatPosition({ file, line, column }: SourcePosition): string {
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
