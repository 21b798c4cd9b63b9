import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";

/** Where a Git repository is. A linked work tree has a HEAD of its own, and shares objects and references with others. */
export interface GitFolder {
  /** Has `objects` and `refs`. */
  readonly shared: string;
  /** Has `HEAD`. */
  readonly own: string;
}

/** The repository that the folder is, or is a work tree of: a plain one, a linked one or a submodule. */
export async function findGitFolder(folder: string): Promise<GitFolder | undefined> {
  const linked = await readLink(join(folder, ".git"), "gitdir: ");
  for (const own of linked === undefined ? [join(folder, ".git"), folder] : [resolve(folder, linked)]) {
    const common = await readLink(join(own, "commondir"), "");
    const shared = common === undefined ? own : resolve(own, common);
    const [head, objects] = await Promise.all(
      [join(own, "HEAD"), join(shared, "objects")].map((path) => stat(path).catch(() => undefined)),
    );
    if (head?.isFile() === true && objects?.isDirectory() === true) return { shared, own };
  }
  return undefined;
}

/** The path that a file names behind a prefix; undefined when there is no such file. */
async function readLink(file: string, prefix: string): Promise<string | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text?.startsWith(prefix) === true ? text.slice(prefix.length).trimEnd() : undefined;
}
