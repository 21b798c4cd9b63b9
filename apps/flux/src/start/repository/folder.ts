import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { GitReference } from "@flux-ts/git";
import { CommandError } from "../../program/errors.ts";
import { mirrorRepository } from "./mirror.ts";
import type { FleetRepository, ServeOptions } from "./repository.ts";
import { serveGit } from "./serve.ts";

export interface FolderOptions {
  /** The state folder. */
  readonly root: string;
  /** The repository of the user, with a work tree or bare. */
  readonly folder: string;
  readonly reference: GitReference;
}

/**
 * Serves a repository of this machine, for reading only: the user commits in it as always, and commits are followed at
 * once. Nothing in it is changed.
 *
 * @throws CommandError when the folder is no repository.
 */
export async function serveFolder(
  { root, folder, reference }: FolderOptions,
  { port, onChange, onError }: ServeOptions,
): Promise<FleetRepository> {
  const gitFolder = await findGitFolder(folder);
  const isGiven = Object.keys(reference).length > 0;
  const followed = isGiven ? reference : { branch: await currentBranch(gitFolder) };
  const served = join(root, "local");
  const name = `${
    basename(folder)
      .replace(/[^A-Za-z0-9_]+/g, "-")
      .replace(/^-|-$|-git$/g, "") || "repository"
  }.git`;
  const mirror = await mirrorRepository({ from: gitFolder, to: join(served, name), onChange, onError });
  try {
    const server = await serveGit({ root: served, port, readOnly: true });
    return {
      url: `${server.url}/${name}`,
      reference: followed,
      advice: [`commit in ${folder}: the cluster follows at once`],
      [Symbol.asyncDispose]: async () => {
        mirror[Symbol.dispose]();
        await server.close();
      },
    };
  } catch (error) {
    mirror[Symbol.dispose]();
    throw error;
  }
}

async function findGitFolder(folder: string): Promise<string> {
  for (const candidate of [join(folder, ".git"), folder]) {
    const [head, objects] = await Promise.all(
      ["HEAD", "objects"].map((name) => stat(join(candidate, name)).catch(() => undefined)),
    );
    if (head?.isFile() === true && objects?.isDirectory() === true) return candidate;
  }
  throw new CommandError(
    `"${folder}" is no Git repository: commit its files first (git init, git add, git commit), or give --git another one`,
  );
}

async function currentBranch(gitFolder: string): Promise<string> {
  const head = await readFile(join(gitFolder, "HEAD"), "utf8");
  const [, branch] = /^ref: refs\/heads\/(.+)\n?$/.exec(head) ?? [];
  if (branch !== undefined) return branch;
  throw new CommandError("the repository is on no branch: choose what to follow with --branch, --tag or --commit");
}
