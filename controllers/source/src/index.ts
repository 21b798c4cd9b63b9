/** The source controller: GitRepository. @module */
export { createGitRepositoryReconciler } from "./git-repository/reconcile.ts";
export type { GitRepositoryPorts, SecretValues } from "./git-repository/ports.ts";

export { startSourceController } from "./start.ts";
export type { SourceControllerOptions } from "./start.ts";
