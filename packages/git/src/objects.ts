import type { Readable } from "node:stream";
import { gitEnvironment } from "./environment.ts";
import { GitError } from "./errors.ts";
import { runGit, startGit } from "./process.ts";

/** A file of a commit. A symbolic link's content is its target. */
export interface TreeFile {
  readonly path: string;
  readonly kind: "file" | "executable" | "link";
  /** Hash of the content: equal hash, equal bytes. */
  readonly hash: string;
  /** In bytes. */
  readonly size: number;
}

/** A commit of another repository, named in a tree: a submodule. */
export interface TreeModule {
  readonly path: string;
  readonly kind: "module";
  readonly commit: string;
}

/** Everything in the tree of a commit, sorted by path as git sorts it. */
export async function listTree(
  folder: string,
  commit: string,
  signal?: AbortSignal,
): Promise<readonly (TreeFile | TreeModule)[]> {
  const args = ["ls-tree", "-r", "-z", "-l", "--full-tree", commit];
  const output = await runGit({ args, cwd: folder, env: gitEnvironment(), signal });
  return output
    .split("\0")
    .filter((line) => line !== "")
    .map(parseEntry);
}

const kinds: { readonly [mode: string]: TreeFile["kind"] } = { "100755": "executable", "120000": "link" };

function parseEntry(line: string): TreeFile | TreeModule {
  const tab = line.indexOf("\t");
  const path = line.slice(tab + 1);
  const [mode = "", , hash = "", size = ""] = line.slice(0, tab).split(/ +/);
  // Git itself never writes such a path into a tree, a hostile server may.
  if (path.split("/").some((name) => name === "" || name === "." || name === ".." || name.toLowerCase() === ".git")) {
    throw new GitError("failed", `tree holds the unsafe path ${JSON.stringify(path)}`);
  }
  if (mode === "160000") return { path, kind: "module", commit: hash };
  return { path, kind: kinds[mode] ?? "file", hash, size: Number(size) };
}

/**
 * The contents of objects in the order of their hashes, one in memory at a time, from one git.
 * Leaving the loop early stops it.
 */
export async function* readObjects(
  folder: string,
  hashes: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, void> {
  if (hashes.length === 0) return;
  const { child, done, stop } = startGit({ args: ["cat-file", "--batch"], cwd: folder, env: gitEnvironment(), signal });
  // Awaited below; until then its failure must not count as unhandled.
  done.catch(() => {});
  child.stdin.end(`${hashes.join("\n")}\n`);
  const input = createByteReader(child.stdout);
  let finished = false;
  try {
    for (const hash of hashes) {
      const header = await input.line();
      const size = /^\S+ blob (\d+)$/.exec(header)?.[1];
      if (size === undefined) throw new GitError("failed", `object ${hash} cannot be read: ${header || "end of data"}`);
      const content = await input.bytes(Number(size) + 1);
      yield content.subarray(0, -1);
    }
    finished = true;
    await done;
  } finally {
    if (!finished) stop();
  }
}

interface ByteReader {
  /** The text up to the next line feed, or to the end. */
  line(): Promise<string>;
  /** Exactly this many bytes. @throws GitError when the stream ends before. */
  bytes(count: number): Promise<Uint8Array>;
}

function createByteReader(stream: Readable): ByteReader {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let rest: Buffer = Buffer.alloc(0);
  const more = async (): Promise<Buffer | undefined> => {
    const { done, value } = await chunks.next();
    return done === true ? undefined : value;
  };
  return {
    async line() {
      let end = rest.indexOf(10);
      while (end < 0) {
        const chunk = await more();
        if (chunk === undefined) return rest.toString();
        rest = Buffer.concat([rest, chunk]);
        end = rest.indexOf(10);
      }
      const line = rest.toString("utf8", 0, end);
      rest = rest.subarray(end + 1);
      return line;
    },
    async bytes(count) {
      const parts = [rest];
      let length = rest.length;
      while (length < count) {
        const chunk = await more();
        if (chunk === undefined) throw new GitError("failed", "git ended in the middle of an object");
        parts.push(chunk);
        length += chunk.length;
      }
      const all = parts.length === 1 ? rest : Buffer.concat(parts, length);
      rest = all.subarray(count);
      return all.subarray(0, count);
    },
  };
}
