import type { DirEntry, FileTree } from "@flux-ts/base";
import { KustomizeError } from "../errors.ts";
import { isWithin, resolvePath } from "./path.ts";
import type { RemoteLoader } from "./remote.ts";
import { isHttpUrl, isRemoteFolder } from "./remote.ts";

/** Which files a kustomization may read: those in or below its own folder, or all of the tree. */
export type LoadRestriction = "rootOnly" | "none";

export interface LoaderOptions {
  readonly tree: FileTree;
  readonly restriction: LoadRestriction;
  readonly remote: RemoteLoader | undefined;
  /** Folders in folders, through resources and components. */
  readonly maxDepth: number;
  /** Bytes of one file. */
  readonly maxFileSize: number;
  readonly isRemote?: boolean;
}

interface Ancestor {
  readonly root: string;
  readonly parent: Ancestor | undefined;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: false });

/** Reads files for the kustomization in one folder and leads to the folders it names. */
export class Loader {
  /** The folder, relative to the tree. */
  readonly root: string;
  readonly repo: { readonly repo?: string; readonly ref?: string };
  readonly #options: LoaderOptions;
  readonly #parent: Ancestor | undefined;

  private constructor(root: string, options: LoaderOptions, parent?: Ancestor, repo: Loader["repo"] = {}) {
    this.root = root;
    this.#options = options;
    this.#parent = parent;
    this.repo = repo;
  }

  /** @throws KustomizeError when there is no folder at the path. */
  static open(path: string, options: LoaderOptions): Loader {
    const root = resolvePath("", path);
    const fault = folderFault(root, options.tree);
    if (fault) throw new KustomizeError("not-found", fault, { position: { file: root, line: 1 } });
    return new Loader(root, options);
  }

  /** Whether the folder is in a tree that was fetched from elsewhere. */
  get isRemote(): boolean {
    return this.#options.isRemote ?? false;
  }

  /** The folder as messages name it. */
  get display(): string {
    return `/${this.root}`;
  }

  pathOf(path: string): string {
    return resolvePath(this.root, path);
  }

  exists(path: string): boolean {
    return this.#options.tree.readFile(this.pathOf(path)) !== undefined;
  }

  /** The entries of a folder in or below the root, sorted by name. */
  list(path: string): readonly DirEntry[] {
    return this.#options.tree.readDir(this.pathOf(path)) ?? [];
  }

  /**
   * The bytes of a file.
   *
   * @throws KustomizeError when it is not there, is a folder or lies where the restriction forbids.
   */
  read(path: string): Uint8Array {
    if (isHttpUrl(path)) return this.#readUrl(path);
    const { tree, restriction } = this.#options;
    const file = this.pathOf(path);
    const bytes = tree.readFile(file);
    if (bytes === undefined) throw this.#unreadable(file);
    if (restriction === "rootOnly" && !isWithin(parentOf(file), this.root)) {
      throw new KustomizeError("restricted", `security; file '/${file}' is not in or below '${this.display}'`);
    }
    return this.#demandSize(bytes, file);
  }

  #demandSize(bytes: Uint8Array, file: string): Uint8Array {
    const { maxFileSize } = this.#options;
    if (bytes.length <= maxFileSize) return bytes;
    throw new KustomizeError("limit", `file '/${file}' is larger than ${maxFileSize} bytes`);
  }

  /** The text of a file of the folder, or undefined when there is none. @throws KustomizeError when it is too large. */
  tryReadText(name: string): string | undefined {
    const bytes = this.#options.tree.readFile(this.pathOf(name));
    return bytes && decoder.decode(this.#demandSize(bytes, this.pathOf(name)));
  }

  readText(path: string): string {
    return decoder.decode(this.read(path));
  }

  /**
   * A loader for a folder that this one names.
   *
   * @throws KustomizeError when there is none, or when it is this folder or one that led here.
   */
  descend(path: string): Loader {
    if (path === "") throw new KustomizeError("not-found", "new root cannot be empty");
    if (isRemoteFolder(path)) return this.#openRemote(path);
    if (path.startsWith("/")) throw new KustomizeError("restricted", `new root '${path}' cannot be absolute`);
    const root = this.pathOf(path);
    const fault = folderFault(root, this.#options.tree);
    if (fault) throw new KustomizeError("not-found", `must build at directory: ${fault}`);
    this.#refuseCycle(root);
    return new Loader(root, this.#options, this.#asAncestor(), this.repo);
  }

  #asAncestor(): Ancestor {
    return { root: this.root, parent: this.#parent };
  }

  #refuseCycle(root: string): void {
    let depth = 0;
    for (let visited: Ancestor | undefined = this.#asAncestor(); visited; visited = visited.parent) {
      depth += 1;
      if (!isWithin(visited.root, root)) continue;
      throw new KustomizeError(
        "cycle",
        `cycle detected: candidate root '/${root}' contains visited root '/${visited.root}'`,
      );
    }
    if (depth <= this.#options.maxDepth) return;
    throw new KustomizeError("limit", `kustomizations are nested deeper than ${this.#options.maxDepth} levels`);
  }

  #unreadable(file: string): KustomizeError {
    if (this.#options.tree.readDir(file) !== undefined) {
      return new KustomizeError("not-found", `'/${file}' must resolve to a file`);
    }
    return new KustomizeError("not-found", `'/${file}' doesn't exist`);
  }

  #readUrl(url: string): Uint8Array {
    const bytes = this.#demandRemote(url).readFile(url);
    if (bytes === undefined) throw new KustomizeError("remote", `no file at remote resource '${url}'`);
    return bytes;
  }

  #openRemote(url: string): Loader {
    const folder = this.#demandRemote(url).readFolder(url);
    if (folder === undefined) throw new KustomizeError("remote", `no folder at remote resource '${url}'`);
    const { tree, path, repo, ref } = folder;
    const root = resolvePath("", path);
    const fault = folderFault(root, tree);
    if (fault) throw new KustomizeError("not-found", `must build at directory: ${fault}`);
    return new Loader(root, { ...this.#options, tree, isRemote: true }, undefined, {
      ...(repo && { repo }),
      ...(ref && { ref }),
    });
  }

  #demandRemote(url: string): RemoteLoader {
    const { remote } = this.#options;
    if (remote) return remote;
    throw new KustomizeError("remote", `remote resource '${url}' is not allowed: no remote loader is given`);
  }
}

function parentOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf("/")));
}

function folderFault(root: string, tree: FileTree): string | undefined {
  if (tree.readDir(root) !== undefined) return undefined;
  if (tree.readFile(root) !== undefined) return `'/${root}': file is not directory`;
  return `not a valid directory: '/${root}' doesn't exist`;
}
