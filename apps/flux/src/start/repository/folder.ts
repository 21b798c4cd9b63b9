import { readFile, rm, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import type { GitReference } from "@flux-ts/git";
import { commitFolder, createRepository } from "@flux-ts/git/server";
import { CommandError } from "../../program/errors.ts";
import { findGitFolder, type GitFolder } from "./git-folder.ts";
import { mirrorRepository } from "./mirror.ts";
import type { FleetRepository, ServeOptions } from "./repository.ts";
import { serveGit } from "./serve.ts";
import { watchPaths } from "./watch.ts";

export interface FolderOptions {
  /** The state folder. */
  readonly root: string;
  /** The folder of the user: a work tree of a repository, a bare repository, or neither. */
  readonly folder: string;
  readonly reference: GitReference;
}

/** A folder whose content comes into a repository of ours, now and on every change. */
interface FollowedFolder {
  readonly reference: GitReference;
  readonly advice: string;
  readonly watching: Disposable;
}

/**
 * Serves a folder of this machine, for reading only, and follows it. Of a Git repository what is committed counts; the
 * files of any other folder are committed to a repository of ours. Nothing in the folder is changed.
 *
 * @throws CommandError when there is no such folder, or a reference is asked of a folder that is no repository.
 */
export async function serveFolder(options: FolderOptions, serve: ServeOptions): Promise<FleetRepository> {
  const { root, folder } = options;
  const entry = await stat(folder).catch(() => undefined);
  if (entry?.isDirectory() !== true) throw new CommandError(`"${folder}" is no folder: check --git`);
  const served = join(root, "local");
  const name = repositoryName(folder);
  const to = join(served, name);
  const gitFolder = await findGitFolder(folder);
  const followed = await (gitFolder === undefined
    ? followFiles(options, to, serve)
    : followCommits({ ...options, gitFolder }, to, serve));
  try {
    const server = await serveGit({ root: served, port: serve.port, readOnly: true });
    return {
      url: `${server.url}/${name}`,
      reference: followed.reference,
      advice: [followed.advice],
      [Symbol.asyncDispose]: async () => {
        followed.watching[Symbol.dispose]();
        await server.close();
      },
    };
  } catch (error) {
    followed.watching[Symbol.dispose]();
    throw error;
  }
}

function repositoryName(folder: string): string {
  const name = basename(folder)
    .replace(/[^A-Za-z0-9_]+/g, "-")
    .replace(/^-|-$|-git$/g, "");
  return `${name || "repository"}.git`;
}

async function followCommits(
  { folder, gitFolder, reference }: FolderOptions & { readonly gitFolder: GitFolder },
  to: string,
  { onChange, onError }: ServeOptions,
): Promise<FollowedFolder> {
  const isGiven = Object.keys(reference).length > 0;
  return {
    reference: isGiven ? reference : { branch: await currentBranch(gitFolder.own) },
    advice: `commit in ${folder}: the cluster follows at once`,
    watching: await mirrorRepository({ from: gitFolder.shared, to, onChange, onError }),
  };
}

async function currentBranch(gitFolder: string): Promise<string> {
  const head = await readFile(join(gitFolder, "HEAD"), "utf8");
  const [, branch] = /^ref: refs\/heads\/(.+)\n?$/.exec(head) ?? [];
  if (branch !== undefined) return branch;
  throw new CommandError("the repository is on no branch: choose what to follow with --branch, --tag or --commit");
}

async function followFiles(
  { root, folder, reference }: FolderOptions,
  to: string,
  { onChange, onError }: ServeOptions,
): Promise<FollowedFolder> {
  if (Object.keys(reference).length > 0) {
    throw new CommandError(
      `"${folder}" is no Git repository: there is nothing to choose with --branch, --tag or --commit`,
    );
  }
  await rm(to, { recursive: true, force: true });
  const repository = await createRepository(to);
  const commit = (): Promise<string | undefined> =>
    commitFolder(repository, { from: folder, message: `The files of ${basename(folder)}` });
  await commit();
  // What the run itself writes is no change.
  const state = `${relative(folder, root)}/`;
  return {
    reference: { branch: "main" },
    advice: `edit files in ${folder}: the cluster follows at once`,
    watching: watchPaths([{ path: folder, recursive: true, ignore: (changed) => `${changed}/`.startsWith(state) }], {
      look: async () => {
        if ((await commit()) !== undefined) onChange();
      },
      onError,
    }),
  };
}
