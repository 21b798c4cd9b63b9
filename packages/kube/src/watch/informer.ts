import type { KubeObject } from "@flux-ts/base";
import type { WatchEvent, WatchOptions } from "./event.ts";
import { type RunOptions, runWatch, type WatchSource } from "./run.ts";
import { ObjectStore } from "./store.ts";

export interface InformerOptions<T extends KubeObject, R = T> extends WatchOptions {
  /** Ways to look objects up: by name, the values under which an object is found. */
  readonly indexes?: { readonly [index: string]: (object: R) => readonly string[] };
  /** What is kept of an object, in the copy and in events. @default all of it */
  readonly transform?: (object: T) => R;
}

/** A live copy of a collection of objects, and whoever wants to hear of its changes. */
export interface Informer<T> {
  /**
   * Starts to list and watch; starting twice is fine. Resolves when the copy is complete for the first time, or
   * when the informer is stopped before that.
   */
  start(): Promise<void>;
  /** Closes the watch for good. The copy stays readable; no handler is called any more. */
  stop(): Promise<void>;
  /** Whether the first list is complete. */
  readonly synced: boolean;
  /** Why the server cannot be watched at the moment. */
  readonly failure: Error | undefined;
  get(name: string, namespace?: string): T | undefined;
  /** Everything, or everything in one namespace, in no particular order. */
  list(namespace?: string): readonly T[];
  /** The objects found under a value of an index. An unknown index is a RangeError. */
  byIndex(index: string, value: string): readonly T[];
  /**
   * Calls the handler with every event in order, after the copy has changed; first with `added` for what is
   * already there. Handlers are synchronous and must not throw. Returns the function that ends it.
   */
  subscribe(handler: (event: WatchEvent<T>) => void): () => void;
}

export function createInformer<T extends KubeObject, R = T>(
  source: WatchSource<T>,
  options: RunOptions & InformerOptions<T, R>,
): Informer<R> {
  return new WatchedCopy(source, options);
}

type Handler<R> = (event: WatchEvent<R>) => void;

class WatchedCopy<T extends KubeObject, R> implements Informer<R> {
  readonly #source: WatchSource<T>;
  readonly #options: RunOptions;
  readonly #store: ObjectStore<T, R>;
  readonly #handlers = new Set<Handler<R>>();
  readonly #stopping = new AbortController();
  readonly #firstSync = Promise.withResolvers<void>();
  #running: Promise<void> | undefined;
  #synced = false;
  #failure: Error | undefined;

  constructor(source: WatchSource<T>, options: RunOptions & InformerOptions<T, R>) {
    // Without a transform R is T; the signature of `Client.informer` says so.
    const { indexes, transform = (object: T) => object as unknown as R } = options;
    this.#source = source;
    this.#options = options;
    this.#store = new ObjectStore<T, R>({ transform, ...(indexes && { indexes }) });
  }

  get synced(): boolean {
    return this.#synced;
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  start(): Promise<void> {
    this.#running ??= this.#run();
    return this.#firstSync.promise;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#firstSync.resolve();
    await this.#running;
  }

  get(name: string, namespace?: string): R | undefined {
    return this.#store.get(name, namespace);
  }

  list(namespace?: string): readonly R[] {
    return this.#store.list(namespace);
  }

  byIndex(index: string, value: string): readonly R[] {
    return this.#store.byIndex(index, value);
  }

  subscribe(handler: Handler<R>): () => void {
    for (const object of this.#store.list()) handler({ type: "added", object });
    if (this.#synced) handler({ type: "synced" });
    this.#handlers.add(handler);
    return () => void this.#handlers.delete(handler);
  }

  async #run(): Promise<void> {
    const { clock, random, signal: outer } = this.#options;
    const stop = (): void => void this.stop();
    outer?.addEventListener("abort", stop, { once: true });
    if (outer?.aborted) stop();
    const { signal } = this.#stopping;
    try {
      for await (const fact of runWatch(this.#source, { clock, random, signal })) {
        for (const event of this.#store.apply(fact)) this.#tell(event);
        if (signal.aborted) return;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      outer?.removeEventListener("abort", stop);
    }
  }

  #tell(event: WatchEvent<R>): void {
    if (event.type === "synced") this.#synced = true;
    if (event.type === "failed") this.#failure = event.error;
    else if (event.type === "synced" || event.type === "recovered") this.#failure = undefined;
    for (const handler of this.#handlers) {
      if (this.#stopping.signal.aborted) return;
      handler(event);
    }
    if (event.type === "synced") this.#firstSync.resolve();
  }
}
