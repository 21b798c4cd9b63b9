import type { KubeObject } from "@flux-ts/base";
import { ApiError, isForbidden, systemClock } from "@flux-ts/kube";
import type { Client, Clock, Informer, Target, WatchEvent } from "@flux-ts/kube";

/** What is watched: objects of one kind, in one namespace or in all, narrowed by selectors. */
export interface WatchKey extends Target {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Kind and metadata of the objects are enough. */
  readonly metadataOnly?: boolean;
}

/** The use of a shared watch: give it back with `release` (doing so twice is fine). */
export interface BorrowedWatch {
  readonly informer: Informer<KubeObject>;
  /**
   * Calls the handler with every new state of one object, undefined when it is gone; not with the state it is in.
   * However many follow, an event costs those alone who follow its object. Returns the function that ends it.
   */
  follow(object: ObjectName, handler: (object: KubeObject | undefined) => void): () => void;
  /** Calls the handler when a list is complete and when watching fails. Returns the function that ends it. */
  onState(handler: () => void): () => void;
  release(): void;
}

export interface ObjectName {
  readonly namespace?: string;
  readonly name: string;
}

/** Whether watching fails in a way that trying again soon does not help: it is not allowed, or not offered. */
export function isRefusal(error: Error | undefined): boolean {
  return isForbidden(error) || (error instanceof ApiError && error.code === 405);
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
  readonly audience: Audience;
  users: number;
  /** Ends the lingering when somebody uses the watch again. */
  closing: AbortController | undefined;
}

/** Who wants to hear of which object. */
class Audience {
  readonly #followers = new Map<string, Set<(object: KubeObject | undefined) => void>>();
  readonly #observers = new Set<() => void>();

  follow(object: ObjectName, handler: (object: KubeObject | undefined) => void): () => void {
    const name = nameOf(object);
    const followers = this.#followers.get(name) ?? new Set();
    this.#followers.set(name, followers.add(handler));
    return () => {
      followers.delete(handler);
      if (followers.size === 0) this.#followers.delete(name);
    };
  }

  onState(handler: () => void): () => void {
    this.#observers.add(handler);
    return () => void this.#observers.delete(handler);
  }

  tell(event: WatchEvent): void {
    if ("object" in event) {
      const state = event.type === "deleted" ? undefined : event.object;
      for (const handler of this.#followers.get(nameOf(event.object.metadata)) ?? []) handler(state);
    } else if (event.type !== "recovered") {
      for (const handler of this.#observers) handler();
    }
  }
}

function nameOf({ namespace = "", name }: ObjectName): string {
  return `${namespace}/${name}`;
}

/**
 * Watches of one cluster as one identity, shared by all who want the same objects: a thousand waits for Deployments
 * of a namespace are one watch. A watch nobody uses is closed after a while. Field managers are left out of what
 * is kept: they are most of an object.
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
    const { informer, audience } = watch;
    return {
      informer,
      release,
      follow: (object, handler) => audience.follow(object, handler),
      onState: (handler) => audience.onState(handler),
    };
  }

  /** What an open watch holds, when it is complete and works; undefined otherwise. Opens nothing. */
  peek(key: WatchKey): Informer<KubeObject> | undefined {
    const informer = this.#watches.get(idOf(key))?.informer;
    return informer?.synced && informer.failure === undefined ? informer : undefined;
  }

  /** Closes all watches. */
  async close(): Promise<void> {
    const watches = [...this.#watches.values()];
    this.#watches.clear();
    for (const watch of watches) watch.closing?.abort();
    await Promise.all(watches.map(({ informer }) => informer.stop()));
  }

  #open(id: string, { labelSelector, fieldSelector, metadataOnly, ...target }: WatchKey): SharedWatch {
    const informer = this.#options.client.informer(target, {
      ...(labelSelector !== undefined && { labelSelector }),
      ...(fieldSelector !== undefined && { fieldSelector }),
      ...(metadataOnly && { metadataOnly }),
      transform: withoutManagers,
    });
    const audience = new Audience();
    informer.subscribe((event) => audience.tell(event));
    const watch: SharedWatch = { informer, audience, users: 0, closing: undefined };
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

function idOf({ apiVersion, kind, namespace = "", labelSelector = "", fieldSelector = "", ...key }: WatchKey): string {
  return JSON.stringify([apiVersion, kind, namespace, labelSelector, fieldSelector, key.metadataOnly ?? false]);
}

function withoutManagers(object: KubeObject): KubeObject {
  if (object.metadata.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
