/** A local Git server and repositories to serve: for the playground and for tests. @module */
export type { ServerCredentials } from "./authorization.ts";

export { commitFiles, createRepository, readReferences, setReference, tagCommit } from "./repository.ts";
export type { CommitOptions, LocalRepository } from "./repository.ts";

export { createGitServer } from "./server.ts";
export type { GitServer, GitServerOptions, Push, ReferenceUpdate } from "./server.ts";

export { commitFolder } from "./snapshot.ts";
export type { SnapshotOptions } from "./snapshot.ts";
