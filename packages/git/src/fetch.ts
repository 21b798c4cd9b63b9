import { mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readCommit } from "./commit.ts";
import type { Commit } from "./commit.ts";
import { gitEnvironment, withRemote } from "./environment.ts";
import { GitError } from "./errors.ts";
import { withDeadline } from "./list.ts";
import type { GitCallOptions } from "./list.ts";
import { listTree, readObjects } from "./objects.ts";
import type { TreeFile } from "./objects.ts";
import { GitProcessError, runGit } from "./process.ts";
import type { ResolvedReference } from "./reference.ts";
import { checkRemote } from "./remote.ts";
import type { CheckedRemote, Remote } from "./remote.ts";
import { listModules } from "./submodules.ts";
import { filterSparse } from "./sparse.ts";

export interface FetchOptions extends GitCallOptions {
  /**
   * Folder for the objects: a new one, or the one of an earlier fetch of this remote, which then sends only what is new.
   * Such a folder only grows; whoever keeps one replaces it now and then.
   * @default a temporary one, until the checkout is disposed of
   */
  readonly folder?: string;
  /** Fetches submodules, and theirs. @default false */
  readonly submodules?: boolean;
  /** Folders to keep; all when empty. */
  readonly sparse?: readonly string[];
}

/** The files of a commit. Contents stay on disk until they are read; disposing removes them where the folder is temporary. */
export interface Checkout extends AsyncDisposable {
  readonly commit: Commit;
  /** Sorted by path; submodules appear with their files, or not at all. */
  readonly files: readonly TreeFile[];
  /** The contents of these files, in this order, one in memory at a time. */
  read(files: readonly TreeFile[], signal?: AbortSignal): AsyncGenerator<Uint8Array, void, void>;
}

/**
 * Fetches one commit without its history.
 *
 * @throws GitError `folder-not-found` when a sparse folder does not exist, or another one.
 */
export async function fetchCheckout(
  remote: Remote,
  resolved: ResolvedReference,
  options: FetchOptions = {},
): Promise<Checkout> {
  const checked = checkRemote(remote);
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "flux-git-")));
  const dispose = async (): Promise<void> => {
    if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
  };
  try {
    const call = (signal: AbortSignal): Promise<Contents> =>
      fetchContents(checked, resolved, { ...options, folder, signal });
    return { ...(await withDeadline(checked, options, call)), [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

type Settled = FetchOptions & { readonly folder: string; readonly signal: AbortSignal };

type Contents = Omit<Checkout, typeof Symbol.asyncDispose>;

async function fetchContents(remote: CheckedRemote, resolved: ResolvedReference, options: Settled): Promise<Contents> {
  const { folder, signal, sparse = [] } = options;
  await initFolder(folder, resolved.commit, signal);
  await fetchCommit(remote, resolved, options);
  const commit = await readCommit(folder, resolved.commit, signal);
  const files = await collectFiles(remote, commit.hash, options, 0);
  const hashesOf = (wanted: readonly TreeFile[]): readonly string[] => wanted.map(({ hash }) => hash);
  return {
    commit,
    files: filterSparse(files, sparse),
    read: (wanted, readSignal) => readObjects(folder, hashesOf(wanted), readSignal),
  };
}

async function initFolder(folder: string, commit: string, signal: AbortSignal): Promise<void> {
  if ((await stat(join(folder, "HEAD")).catch(() => undefined)) !== undefined) return;
  await mkdir(folder, { recursive: true });
  const format = commit.length === 40 ? "sha1" : "sha256";
  const args = ["init", "--quiet", "--bare", `--object-format=${format}`, "--template=", "."];
  await runGit({ args, cwd: folder, env: gitEnvironment(), signal });
}

/** Gets a commit into the folder: by its hash where the server allows that, else by the references that lead to it. */
async function fetchCommit(
  remote: CheckedRemote,
  { commit, name }: Pick<ResolvedReference, "commit" | "name">,
  options: Settled,
): Promise<void> {
  if (await hasObject(options.folder, commit, options.signal)) return;
  try {
    return await fetchRefs(remote, { depth: 1, refspecs: [commit] }, options);
  } catch (error) {
    if (!isRefusedHash(error)) throw error;
  }
  const refspecs = name === undefined ? allRefspecs : [`+${name}:refs/fetched`];
  for (const depth of [1, wholeHistory]) {
    await fetchRefs(remote, { depth, refspecs }, options);
    if (await hasObject(options.folder, commit, options.signal)) return;
  }
  throw new GitError("reference-not-found", `unable to resolve commit object for '${commit}': object not found`);
}

// What git takes for infinite; a fetch without a depth would stop at the end of the shallow one before it.
const wholeHistory = 2_147_483_647;
const allRefspecs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];

function isRefusedHash(error: unknown): boolean {
  return error instanceof GitProcessError && /not our ref|unadvertised object/.test(error.stderr);
}

async function fetchRefs(
  remote: CheckedRemote,
  { depth, refspecs }: { readonly depth: number; readonly refspecs: readonly string[] },
  { folder, signal }: Settled,
): Promise<void> {
  const flags = ["--quiet", "--no-tags", "--no-write-fetch-head", `--depth=${depth}`];
  const args = ["fetch", ...flags, "--", remote.url, ...refspecs];
  await withRemote(remote, (env) => runGit({ args, cwd: folder, env, signal }));
}

async function hasObject(folder: string, commit: string, signal: AbortSignal): Promise<boolean> {
  const args = ["cat-file", "-e", `${commit}^{commit}`];
  return runGit({ args, cwd: folder, env: gitEnvironment(), signal }).then(
    () => true,
    (error: unknown) => {
      if (error instanceof GitProcessError) return false;
      throw error;
    },
  );
}

// As deep as upstream follows submodules of submodules.
const maxDepth = 10;

async function collectFiles(
  remote: CheckedRemote,
  commit: string,
  options: Settled,
  depth: number,
): Promise<readonly TreeFile[]> {
  const entries = await listTree(options.folder, commit, options.signal);
  const files = entries.filter((entry) => entry.kind !== "module");
  if (options.submodules !== true || depth === maxDepth || files.length === entries.length) return files;
  const modules = await listModules(remote, commit, options);
  for (const entry of entries) {
    const module = entry.kind === "module" ? modules.get(entry.path) : undefined;
    if (module === undefined || entry.kind !== "module") continue;
    await fetchCommit(module, { commit: entry.commit }, options);
    const inner = await collectFiles(module, entry.commit, options, depth + 1);
    files.push(...inner.map((file) => ({ ...file, path: `${entry.path}/${file.path}` })));
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
