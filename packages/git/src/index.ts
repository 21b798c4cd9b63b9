/** Git remotes through the git command: list, resolve, fetch and read. @module */
export { shortMessage } from "./commit.ts";
export type { Commit, Signature } from "./commit.ts";

export { GitError } from "./errors.ts";
export type { GitErrorCode } from "./errors.ts";

export { fetchCheckout } from "./fetch.ts";
export type { Checkout, FetchOptions } from "./fetch.ts";

export { listRemote, resolveRemote } from "./list.ts";
export type { GitCallOptions } from "./list.ts";

export type { TreeFile } from "./objects.ts";

export { resolveReference } from "./reference.ts";
export type { GitReference, ReferenceScope, RemoteReferences, ResolvedReference } from "./reference.ts";

export type { GitCredentials, GitTls, Remote } from "./remote.ts";
