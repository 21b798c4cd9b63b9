import { formatDuration } from "@flux-ts/base";
import { classify } from "./classify.ts";
import { GitError } from "./errors.ts";
import { withRemote } from "./environment.ts";
import { messages } from "./messages.ts";
import { runGit } from "./process.ts";
import { resolveReference, scopeOf } from "./reference.ts";
import type { GitReference, ReferenceScope, RemoteReferences, ResolvedReference } from "./reference.ts";
import { checkRemote } from "./remote.ts";
import type { CheckedRemote, Remote } from "./remote.ts";

export interface GitCallOptions {
  readonly signal?: AbortSignal;
  /** Limit of the whole call in milliseconds; past it the call fails with `timeout`. */
  readonly timeoutMs?: number;
}

/**
 * The commit a reference of a remote stands for right now. Costs one request for the list of references, and no disk.
 *
 * @throws GitError
 */
export async function resolveRemote(
  remote: Remote,
  reference: GitReference,
  options: GitCallOptions = {},
): Promise<ResolvedReference> {
  const checked = checkRemote(remote);
  const listed = await withDeadline(checked, options, (signal) => list(checked, scopeOf(reference), signal));
  return resolveReference(reference, listed, checked.url);
}

/** The references of a remote. @throws GitError */
export async function listRemote(
  remote: Remote,
  scope: ReferenceScope = "all",
  options: GitCallOptions = {},
): Promise<RemoteReferences> {
  const checked = checkRemote(remote);
  return withDeadline(checked, options, (signal) => list(checked, scope, signal));
}

const scopeFlags: { readonly [scope in ReferenceScope]: readonly string[] } = {
  heads: ["--heads"],
  tags: ["--tags"],
  all: [],
};

async function list(remote: CheckedRemote, scope: ReferenceScope, signal: AbortSignal): Promise<RemoteReferences> {
  const args = ["ls-remote", "--quiet", ...scopeFlags[scope], "--", remote.url];
  const output = await withRemote(remote, (env) =>
    // Without a repository of its own, git would read the configuration of whichever folder it runs in.
    runGit({ args, env: { ...env, GIT_DIR: "/dev/null" }, signal }),
  );
  const references = new Map<string, string>();
  for (const line of output.split("\n")) {
    const [hash, name] = line.split("\t");
    if (hash && name) references.set(name, hash);
  }
  return references;
}

/** Runs a call on a remote within its limits and gives its failures the words of a {@link GitError}. */
export async function withDeadline<T>(
  remote: CheckedRemote,
  { signal, timeoutMs }: GitCallOptions,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const signals = [signal, deadline].filter((each) => each !== undefined);
  try {
    return await call(AbortSignal.any(signals));
  } catch (error) {
    signal?.throwIfAborted();
    if (deadline?.aborted === true && timeoutMs !== undefined) {
      throw new GitError(
        "timeout",
        messages.unableToClone(remote.url, `timed out after ${formatDuration(timeoutMs)}`),
        {
          cause: error,
        },
      );
    }
    throw classify(remote.url, error);
  }
}
