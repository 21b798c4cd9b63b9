import type { KubeObject } from "@flux-ts/base";
import type { WatchSource } from "@flux-ts/controller";
import type { Client, ObjectKey } from "@flux-ts/kube";
import { sourceTarget } from "./source.ts";

/** Where a run gets its source object from. */
export interface SourceReader {
  /** The source as it was last seen, or as it is now when it must be `fresh`; undefined when it does not exist. */
  find(
    key: ObjectKey,
    options: { readonly fresh: boolean; readonly signal: AbortSignal },
  ): Promise<KubeObject | undefined>;
}

/**
 * Reads sources from the watch that wakes their Kustomizations anyway: what woke a run is what it sees, and a run
 * costs no request for it. Kinds that are not watched are asked for.
 */
export class SourceCache implements SourceReader {
  readonly #client: Client;
  readonly #watch: ReturnType<WatchSource["borrow"]>;

  constructor(client: Client, watches: WatchSource) {
    this.#client = client;
    this.#watch = watches.borrow(sourceTarget);
  }

  async find(
    key: ObjectKey,
    { fresh, signal }: { readonly fresh: boolean; readonly signal: AbortSignal },
  ): Promise<KubeObject | undefined> {
    const { informer } = this.#watch;
    const isWatched = key.kind === sourceTarget.kind && key.apiVersion === sourceTarget.apiVersion;
    const seen = isWatched && informer.synced && !fresh ? informer.get(key.name, key.namespace) : undefined;
    return seen ?? (await this.#client.find(key, { signal }));
  }

  close(): void {
    this.#watch.release();
  }
}
