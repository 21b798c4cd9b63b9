import type { KubeObject } from "@flux-ts/base";
import type { WatchSource } from "@flux-ts/controller";
import type { Client, ObjectKey, Target } from "@flux-ts/kube";

/** Where a run gets the objects that it refers to from. */
export interface ObjectReader {
  /** The object as it was last seen, or as it is now when it must be `fresh`; undefined when it does not exist. */
  find<T extends KubeObject = KubeObject>(
    key: ObjectKey,
    options: { readonly fresh: boolean; readonly signal: AbortSignal },
  ): Promise<T | undefined>;
}

/**
 * Reads objects from the watches that wake their Kustomizations anyway: what woke a run is what it sees, and a run
 * costs no request for them. Kinds that are not watched are asked for.
 */
export class WatchedReader implements ObjectReader {
  readonly #client: Client;
  readonly #watches: ReadonlyMap<string, ReturnType<WatchSource["borrow"]>>;

  constructor(client: Client, watches: WatchSource, targets: readonly Target[]) {
    this.#client = client;
    this.#watches = new Map(targets.map((target) => [nameOf(target), watches.borrow(target)]));
  }

  async find<T extends KubeObject = KubeObject>(
    key: ObjectKey,
    { fresh, signal }: { readonly fresh: boolean; readonly signal: AbortSignal },
  ): Promise<T | undefined> {
    const informer = this.#watches.get(nameOf(key))?.informer;
    const seen = informer?.synced && !fresh ? informer.get(key.name, key.namespace) : undefined;
    return (seen as T | undefined) ?? (await this.#client.find<T>(key, { signal }));
  }

  close(): void {
    for (const watch of this.#watches.values()) watch.release();
  }
}

function nameOf({ apiVersion, kind }: Target): string {
  return `${apiVersion}/${kind}`;
}
