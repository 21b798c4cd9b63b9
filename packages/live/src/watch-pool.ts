import type { KubeObject } from "@flux-ts/base";
import { systemClock } from "@flux-ts/kube";
import type { Client, Clock, Informer, Target } from "@flux-ts/kube";

/** What is watched: objects of one kind, in one namespace or in all, narrowed by selectors. */
export interface WatchKey extends Target {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** The use of a shared watch: give it back with `release` (doing so twice is fine). */
export interface BorrowedWatch {
  readonly informer: Informer<KubeObject>;
  release(): void;
}

export interface WatchPoolOptions {
  /** The cluster and the identity that watches. */
  readonly client: Pick<Client, "informer">;
  /** How long an unused watch is kept for the next user, in milliseconds. @default 30000 */
  readonly lingerMs?: number;
  readonly clock?: Clock;
}

interface SharedWatch {
  readonly informer: Informer<KubeObject>;
  users: number;
  /** Ends the lingering when somebody uses the watch again. */
  closing: AbortController | undefined;
}

/**
 * Watches of one cluster as one identity, shared by all who want the same objects: a thousand waits for Deployments
 * of a namespace are one watch. A watch nobody uses is closed after a while.
 */
export class WatchPool {
  readonly #options: Required<WatchPoolOptions>;
  readonly #watches = new Map<string, SharedWatch>();

  constructor({ client, lingerMs = 30_000, clock = systemClock }: WatchPoolOptions) {
    this.#options = { client, lingerMs, clock };
  }

  /** How many watches are open. */
  get size(): number {
    return this.#watches.size;
  }

  borrow(key: WatchKey): BorrowedWatch {
    const id = idOf(key);
    const watch = this.#watches.get(id) ?? this.#open(id, key);
    watch.users += 1;
    watch.closing?.abort();
    watch.closing = undefined;
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      this.#release(id, watch);
    };
    return { informer: watch.informer, release };
  }

  /** Closes all watches. */
  async close(): Promise<void> {
    const watches = [...this.#watches.values()];
    this.#watches.clear();
    for (const watch of watches) watch.closing?.abort();
    await Promise.all(watches.map(({ informer }) => informer.stop()));
  }

  #open(id: string, { labelSelector, fieldSelector, ...target }: WatchKey): SharedWatch {
    const informer = this.#options.client.informer(target, {
      ...(labelSelector !== undefined && { labelSelector }),
      ...(fieldSelector !== undefined && { fieldSelector }),
    });
    const watch: SharedWatch = { informer, users: 0, closing: undefined };
    this.#watches.set(id, watch);
    return watch;
  }

  #release(id: string, watch: SharedWatch): void {
    watch.users -= 1;
    if (watch.users > 0) return;
    watch.closing = new AbortController();
    void this.#closeLater(id, watch, watch.closing.signal);
  }

  async #closeLater(id: string, watch: SharedWatch, signal: AbortSignal): Promise<void> {
    try {
      await this.#options.clock.sleep(this.#options.lingerMs, signal);
    } catch {
      return; // used again, or the pool was closed
    }
    if (this.#watches.get(id) === watch) this.#watches.delete(id);
    await watch.informer.stop();
  }
}

function idOf({ apiVersion, kind, namespace = "", labelSelector = "", fieldSelector = "" }: WatchKey): string {
  return JSON.stringify([apiVersion, kind, namespace, labelSelector, fieldSelector]);
}
