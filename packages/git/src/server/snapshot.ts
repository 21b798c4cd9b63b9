import { join } from "node:path";
import { gitEnvironment } from "../environment.ts";
import { runGit } from "../process.ts";
import { readReferences, setReference } from "./repository.ts";
import type { LocalRepository } from "./repository.ts";

export interface SnapshotOptions {
  /** The folder that is committed. Nothing in it is changed; `.gitignore` files in it count. */
  readonly from: string;
  readonly message: string;
  /** @default "main" */
  readonly branch?: string;
}

/**
 * Commits a folder as it is now to a branch of a repository elsewhere, with links and executable bits. Gives the hash
 * of the commit, or undefined when the branch holds just that already. A large folder is read once: later calls look
 * only at files whose size or time changed.
 *
 * @throws GitProcessError when a file cannot be read.
 */
export async function commitFolder(
  repository: LocalRepository,
  { from, message, branch = "main" }: SnapshotOptions,
): Promise<string | undefined> {
  const { folder } = repository;
  const ref = `refs/heads/${branch}`;
  const git = async (...args: readonly string[]): Promise<string> => {
    const output = await runGit({ args, cwd: from, env: snapshotEnvironment(repository, from) });
    return output.trim();
  };
  await git("add", "--all", ".");
  const tree = await git("write-tree");
  const parent = (await readReferences(folder)).get(ref);
  if (parent !== undefined && (await git("rev-parse", `${parent}^{tree}`)) === tree) return undefined;
  const commit = await git("commit-tree", tree, ...(parent === undefined ? [] : ["-p", parent]), "-m", message);
  await setReference(repository, ref, commit);
  return commit;
}

function snapshotEnvironment({ folder }: LocalRepository, from: string): NodeJS.ProcessEnv {
  const config = [
    ["core.bare", "false"],
    ["user.name", "flux-ts"],
    ["user.email", "flux-ts@localhost"],
    ["advice.addEmbeddedRepo", "false"],
  ] as const;
  return {
    ...gitEnvironment(config),
    GIT_DIR: folder,
    GIT_WORK_TREE: from,
    GIT_INDEX_FILE: join(folder, "snapshot-index"),
  };
}
