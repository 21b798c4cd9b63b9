import type { Secret } from "@flux-ts/base";
import type { ArtifactStore } from "@flux-ts/artifact";
import type { GitRepository } from "@flux-ts/flux-api";
import type { fetchCheckout, resolveRemote } from "@flux-ts/git";

/** The texts of a Kubernetes Secret by key. */
export type SecretValues = ReadonlyMap<string, Secret>;

/** What the reconciler needs of the world. */
export interface GitRepositoryPorts {
  /** Undefined when there is no such Secret. */
  readSecret(namespace: string, name: string, signal: AbortSignal): Promise<SecretValues | undefined>;
  /** Another GitRepository, for `spec.include`; undefined when there is none. */
  readRepository(namespace: string, name: string, signal: AbortSignal): Promise<GitRepository | undefined>;
  readonly git: { readonly resolve: typeof resolveRemote; readonly fetch: typeof fetchCheckout };
  readonly store: Omit<ArtifactStore, "link">;
  /** Whether `file://` URLs may be used. @default false */
  readonly allowFile?: boolean;
}
