import { newest, parseConstraint, SemverError } from "@flux-ts/semver";
import type { Constraint } from "@flux-ts/semver";
import { GitError } from "./errors.ts";
import { messages } from "./messages.ts";

/** What to follow, as `spec.ref` says it. Later fields win over earlier ones: branch, tag, semver, name, commit. */
export interface GitReference {
  readonly branch?: string;
  readonly tag?: string;
  /** A range of versions; the newest tag in it is used. */
  readonly semver?: string;
  /** Full name, such as `refs/pull/1/head`. */
  readonly name?: string;
  /** Full hash. Together with `branch`, the branch names the revision. */
  readonly commit?: string;
}

/** References of a remote by full name. An annotated tag has two: itself, and `<name>^{}` for its commit. */
export type RemoteReferences = ReadonlyMap<string, string>;

/** The one commit that a reference stands for right now. */
export interface ResolvedReference {
  /** Hash of the commit. */
  readonly commit: string;
  /** As Flux writes it: `main@sha1:<hash>`, `refs/pull/1/head@sha1:<hash>`, `sha1:<hash>`. */
  readonly revision: string;
  /** Full name of the reference that leads to the commit, where there is one. */
  readonly name?: string;
}

/** Which part of a remote's references has to be listed: servers with many pull requests send long lists otherwise. */
export type ReferenceScope = "heads" | "tags" | "all";

const defaultBranch = "master";
const branchPrefix = "refs/heads/";
const tagPrefix = "refs/tags/";
const peeled = "^{}";

/** The part of a remote's references that {@link resolveReference} needs. */
export function scopeOf(reference: GitReference): ReferenceScope {
  if (reference.commit) return "heads";
  if (reference.name) return scopeOfName(reference.name);
  return reference.semver || reference.tag ? "tags" : "heads";
}

function scopeOfName(name: string): ReferenceScope {
  if (name.startsWith(branchPrefix)) return "heads";
  return name.startsWith(tagPrefix) ? "tags" : "all";
}

/**
 * Finds the commit a reference stands for among the references of its remote. The URL is for messages.
 *
 * @throws GitError `invalid-reference`, `reference-not-found` or, when the remote has none at all, `empty-repository`.
 */
export function resolveReference(reference: GitReference, listed: RemoteReferences, url: string): ResolvedReference {
  const { branch, tag, semver, name, commit } = reference;
  if (commit) return resolveCommit(commit, branch);
  if (name) return resolveName(name, listed);
  if (semver) return resolveVersion(semver, listed, url);
  if (tag) return resolveShort({ short: tag, prefix: tagPrefix }, listed, url);
  if (listed.size === 0) throw new GitError("empty-repository", messages.emptyRepository);
  return resolveShort({ short: branch || defaultBranch, prefix: branchPrefix }, listed, url);
}

function resolveCommit(text: string, branch: string | undefined): ResolvedReference {
  const commit = text.toLowerCase();
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) {
    throw new GitError("invalid-reference", `commit '${text}' is not a full hash`);
  }
  if (!branch) return { commit, revision: digestOf(commit) };
  const name = branchPrefix + branch;
  checkName(name);
  return { commit, revision: `${branch}@${digestOf(commit)}`, name };
}

function resolveName(name: string, listed: RemoteReferences): ResolvedReference {
  const plain = name.endsWith(peeled) ? name.slice(0, -peeled.length) : name;
  checkName(plain);
  const commit = listed.get(plain + peeled) ?? listed.get(plain);
  if (commit === undefined) throw new GitError("reference-not-found", messages.referenceUnresolved(name));
  return { commit, revision: `${name}@${digestOf(commit)}`, name: plain };
}

function resolveShort(
  { short, prefix }: { readonly short: string; readonly prefix: string },
  listed: RemoteReferences,
  url: string,
): ResolvedReference {
  const name = prefix + short;
  checkName(name);
  const commit = listed.get(name + peeled) ?? listed.get(name);
  if (commit === undefined)
    throw new GitError("reference-not-found", messages.unableToClone(url, messages.referenceMissing(name)));
  return { commit, revision: `${short}@${digestOf(commit)}`, name };
}

function resolveVersion(range: string, listed: RemoteReferences, url: string): ResolvedReference {
  const tags = [...listed.keys()]
    .filter((name) => name.startsWith(tagPrefix) && !name.endsWith(peeled))
    .map((name) => name.slice(tagPrefix.length));
  const tag = newestTag(tags, range);
  if (tag === undefined) throw new GitError("reference-not-found", messages.noVersionMatches(range));
  return resolveShort({ short: tag, prefix: tagPrefix }, listed, url);
}

function newestTag(tags: readonly string[], range: string): string | undefined {
  // Of tags that are the same version the last by name wins; upstream reads their commits to find the latest.
  return newest(tags.toSorted(byNumbers.compare).reverse(), constraintOf(range));
}

const byNumbers = new Intl.Collator("en", { numeric: true });

function constraintOf(range: string): Constraint {
  try {
    return parseConstraint(range);
  } catch (error) {
    if (!(error instanceof SemverError)) throw error;
    throw new GitError("invalid-reference", messages.invalidRange(error.message), { cause: error });
  }
}

// The rules of git-check-ref-format, without which a name could be an option, a pattern or an expression.
// oxlint-disable-next-line no-control-regex -- control characters are among what is refused
const badName = /^[-/]|\/$|\/\/|\.\.|@\{|\.lock(\/|$)|(^|\/)\.|\.$|[\u0000-\u0020\u007f~^:?*[\\]/;

function checkName(name: string): void {
  if (name === "@" || badName.test(name)) {
    throw new GitError("invalid-reference", `ref ${JSON.stringify(name)} is invalid`);
  }
}

function digestOf(commit: string): string {
  return `${commit.length === 40 ? "sha1" : "sha256"}:${commit}`;
}
