import type { KubeObject } from "@flux-ts/base";
import type { Timer } from "../clock.ts";
import type { Registry } from "../registry/registry.ts";
import type { ResourceContext } from "../request/context.ts";
import type { ListOptions } from "../request/list-options.ts";
import { parseListOptions, watchedVersion } from "../request/list-options.ts";
import type { WatchSink } from "../request/reply.ts";
import type { Selector } from "../selector/selector.ts";
import { expired } from "../status/errors.ts";
import { StatusError } from "../status/status.ts";
import type { Change, Entry } from "../storage/store.ts";
import type { View } from "../view/view.ts";
import { watchEvent } from "../view/view.ts";
import { isForgotten, prefixOf, selectorOf, tooLarge } from "./list.ts";
import type { VerbHandler } from "./verb.ts";

/** Watches without a timeout of their own end after a random time between one and two of these, as upstream's. */
const shortestWatchMs = 30 * 60_000;
const bookmarkEveryMs = 60_000;
/** The last bookmark comes this long before the end, so that the client goes on from there. */
const bookmarkBeforeEndMs = 2_000;

export const watch: VerbHandler = (registry, context, view) => {
  const options = parseListOptions(context.call.query, true);
  const selector = selectorOf(context, options);
  const since = watchedVersion(options);
  return {
    kind: "watch",
    status: 200,
    headers: {},
    start: (sink) => {
      const watcher = new Watcher({ registry, context, view, options, selector, since, sink });
      watcher.start();
      return watcher;
    },
  };
};

interface WatcherOptions {
  readonly registry: Registry;
  readonly context: ResourceContext;
  readonly view: View;
  readonly options: ListOptions;
  readonly selector: Selector;
  /** Changes after this revision are sent; 0 asks for the present state first, or for what comes from now on. */
  readonly since: number;
  readonly sink: WatchSink;
}

/** One open watch: what is there or has happened, then every change as it happens, until its time is over. */
class Watcher implements Disposable {
  readonly #o: WatcherOptions;
  readonly #prefix: string;
  readonly #timers: Timer[] = [];
  readonly #subscriptions: Disposable[] = [];
  #ended = false;

  constructor(options: WatcherOptions) {
    this.#o = options;
    this.#prefix = prefixOf(options.context);
  }

  start(): void {
    const { registry, context, options, since } = this.#o;
    const { table } = context.served.resource;
    const { revision } = registry.store;
    if ((options.timeoutSeconds ?? 0) < 0) {
      this.#fail(new StatusError({ code: 500, reason: "InternalError", message: "context deadline exceeded" }));
      return;
    }
    if (options.sendInitialEvents ?? since === 0) {
      if (since > revision) {
        this.#fail(tooLarge(since, revision));
        return;
      }
      this.#sendPresent();
    } else if (since > 0) {
      const changes = registry.store.changesSince(table, since);
      if (isForgotten(changes)) {
        this.#fail(expired(`too old resource version: ${since} (${changes.since})`));
        return;
      }
      for (const change of changes) this.#change(change);
    }
    this.#subscriptions.push(
      registry.store.onChange(table, (change) => this.#change(change)),
      registry.catalog.onChange(() => this.#endWhenReplaced()),
    );
    this.#schedule();
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    for (const subscription of this.#subscriptions) subscription[Symbol.dispose]();
    for (const timer of this.#timers) timer[Symbol.dispose]();
  }

  #sendPresent(): void {
    const { registry, context, options, selector, view, sink } = this.#o;
    const { resource, version } = context.served;
    const entries = registry.store.list(resource.table, { prefix: this.#prefix }) as readonly Entry[];
    for (const entry of entries) {
      const object = version.type.fromStored(entry.object);
      if (selector.matches(object)) sink.event(view.event("ADDED", object));
    }
    if (options.bookmarks) {
      this.#bookmark({ "k8s.io/initial-events-end": "true" });
    }
  }

  #change({ key, before, after, gone }: Change): void {
    if (this.#ended || !key.startsWith(this.#prefix)) return;
    const { context, selector, view, sink } = this.#o;
    const { type } = context.served.version;
    const old = before && type.fromStored(before.object);
    const next = after && type.fromStored(after.object);
    const matched = old !== undefined && selector.matches(old);
    const matches = next !== undefined && selector.matches(next);
    if (matches) sink.event(view.event(matched ? "MODIFIED" : "ADDED", next));
    else if (matched) sink.event(view.event("DELETED", lastSeen(old, next, gone && type.fromStored(gone.object))));
  }

  #bookmark(annotations?: { readonly [key: string]: string }): void {
    this.#o.sink.event(this.#o.view.bookmark(String(this.#o.registry.store.revision), annotations));
  }

  #fail(error: StatusError): void {
    this.#o.sink.event(watchEvent("ERROR", error.toStatus()));
    this.#end();
  }

  /** When its CRD changes or goes, the resource is another one: clients start again, as with upstream. */
  #endWhenReplaced(): void {
    const { resource, version } = this.#o.context.served;
    const now = this.#o.registry.catalog.find(resource.group, version.version, resource.plural);
    if (now?.version !== version) this.#end();
  }

  #end(): void {
    if (this.#ended) return;
    this[Symbol.dispose]();
    this.#o.sink.end();
  }

  #schedule(): void {
    const { clock } = this.#o.registry;
    const { timeoutSeconds = 0, bookmarks } = this.#o.options;
    const lifeMs = timeoutSeconds === 0 ? shortestWatchMs * (1 + Math.random()) : timeoutSeconds * 1000;
    this.#timers.push(clock.after(lifeMs, () => this.#end()));
    if (!bookmarks) return;
    if (lifeMs > bookmarkBeforeEndMs) {
      this.#timers.push(clock.after(lifeMs - bookmarkBeforeEndMs, () => this.#bookmark()));
    }
    this.#repeatBookmarks();
  }

  #repeatBookmarks(): void {
    const timer = this.#o.registry.clock.after(bookmarkEveryMs, () => {
      this.#timers.splice(this.#timers.indexOf(timer), 1);
      this.#bookmark();
      this.#repeatBookmarks();
    });
    this.#timers.push(timer);
  }
}

/**
 * What a watcher sees last of an object that leaves its view: the state it knew, at the version of the change. An
 * object that is gone shows how it was when it went.
 */
function lastSeen(old: KubeObject, next: KubeObject | undefined, gone: KubeObject | undefined): KubeObject {
  if (gone !== undefined) return gone;
  const { resourceVersion = "" } = (next ?? old).metadata;
  return { ...old, metadata: { ...old.metadata, resourceVersion } };
}
