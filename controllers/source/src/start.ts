import type { ArtifactStore } from "@flux-ts/artifact";
import { startController } from "@flux-ts/controller";
import type { Controller, ControllerClient, ControllerOptions } from "@flux-ts/controller";
import type { GitRepository } from "@flux-ts/flux-api";
import { fetchCheckout, resolveRemote } from "@flux-ts/git";
import type { Client } from "@flux-ts/kube";
import { createClusterPorts } from "./git-repository/cluster.ts";
import { gitRepositoryController } from "./git-repository/kind.ts";
import { createGitRepositoryReconciler } from "./git-repository/reconcile.ts";

/** What the process gives to the source controller: what the loop needs, and where artifacts go. */
export interface SourceControllerOptions extends Omit<
  ControllerOptions<GitRepository>,
  "client" | "kind" | "reconciler"
> {
  readonly client: ControllerClient & Pick<Client, "find">;
  /** Whoever runs the controller also serves the store. */
  readonly store: ArtifactStore;
  /** Whether `file://` URLs may be used: they read whatever this process may read. @default false */
  readonly allowFile?: boolean;
}

/** Starts to look after all GitRepositories of a cluster, until it is stopped. */
export function startSourceController(options: SourceControllerOptions): Controller {
  const { client, store, allowFile = false, ...loop } = options;
  const git = { resolve: resolveRemote, fetch: fetchCheckout };
  const reconciler = createGitRepositoryReconciler({ ...createClusterPorts(client), git, store, allowFile });
  return startController({ ...loop, client, reconciler, kind: gitRepositoryController });
}
