import { listRemote } from "@flux-ts/git";
import type { GitReference } from "@flux-ts/git";
import { CommandError } from "../../program/errors.ts";
import type { Origin } from "../settings.ts";
import type { FleetRepository } from "./repository.ts";

const timeoutMs = 30_000;

/**
 * A repository on a Git server. It is looked at once, so that a wrong address or wrong credentials fail at once.
 *
 * @throws GitError, CommandError
 */
export async function openRemote(
  { url, credentials }: Origin & { readonly kind: "remote" },
  reference: GitReference,
  signal: AbortSignal,
): Promise<FleetRepository> {
  const listed = await listRemote({ url, ...(credentials && { credentials }) }, "all", { signal, timeoutMs });
  const isGiven = Object.keys(reference).length > 0;
  return {
    url,
    reference: isGiven ? reference : { branch: defaultBranch(listed) },
    credentials,
    advice: ["push to the repository: the cluster follows within a minute"],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The branch that HEAD stands for. Servers tell its commit; of several branches there, the usual names win. */
function defaultBranch(references: ReadonlyMap<string, string>): string {
  const head = references.get("HEAD");
  const branches = [...references]
    .filter(([name, hash]) => name.startsWith("refs/heads/") && hash === head)
    .map(([name]) => name.slice("refs/heads/".length));
  const branch = ["main", "master"].find((name) => branches.includes(name)) ?? branches[0];
  if (branch !== undefined) return branch;
  throw new CommandError(
    "the repository has no default branch: choose what to follow with --branch, --tag or --commit",
  );
}
