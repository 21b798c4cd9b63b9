import { type KubeObject, unreachable } from "@flux-ts/base";
import type { WatchEvent } from "./event.ts";
import { IndexTable } from "./index-table.ts";
import type { TimedFact } from "./run.ts";

export interface StoreOptions<T extends KubeObject, R> {
  readonly transform: (object: T) => R;
  readonly indexes?: { readonly [index: string]: (object: R) => readonly string[] };
}

/** A kept object: what it was reduced to, and what tells whether it changed. */
interface Entry<R> {
  readonly uid: string | undefined;
  readonly resourceVersion: string | undefined;
  readonly object: R;
}

/**
 * The objects a watch has told of. Turns facts into events: what was there already under the same resource version is
 * no news, what a new list lacks was deleted, another uid under the same name is another object.
 */
export class ObjectStore<T extends KubeObject, R> {
  readonly #transform: (object: T) => R;
  readonly #entries = new Map<string, Entry<R>>();
  readonly #indexes: ReadonlyMap<string, IndexTable<R>>;
  /** Keys that the list under way has shown. */
  #listed = new Set<string>();

  constructor({ transform, indexes = {} }: StoreOptions<T, R>) {
    this.#transform = transform;
    this.#indexes = new Map(Object.entries(indexes).map(([name, valuesOf]) => [name, new IndexTable(valuesOf)]));
  }

  get(name: string, namespace?: string): R | undefined {
    return this.#entries.get(storeKey(name, namespace))?.object;
  }

  list(namespace?: string): readonly R[] {
    const objects: R[] = [];
    for (const [key, { object }] of this.#entries) {
      if (namespace === undefined || key.startsWith(storeKey("", namespace))) objects.push(object);
    }
    return objects;
  }

  byIndex(index: string, value: string): readonly R[] {
    const table = this.#indexes.get(index);
    if (!table) throw new RangeError(`There is no index "${index}"`);
    return table.find(value);
  }

  apply([fact, pauseMs]: TimedFact<T>): readonly WatchEvent<R>[] {
    switch (fact.type) {
      case "page":
        return this.#page(fact);
      case "put":
        return this.#put(fact.object);
      case "drop":
        return this.#drop(fact.object);
      case "recovered":
        return [{ type: "recovered" }];
      case "failed":
        return [{ ...fact, retryInMs: pauseMs }];
      default:
        return unreachable(fact);
    }
  }

  #page({ first, last, objects }: { first: boolean; last: boolean; objects: readonly T[] }): WatchEvent<R>[] {
    if (first) this.#listed = new Set();
    for (const { metadata } of objects) this.#listed.add(storeKey(metadata.name, metadata.namespace));
    const changes = objects.flatMap((object) => this.#put(object));
    return last ? [...changes, ...this.#sweep(), { type: "synced" }] : changes;
  }

  #put(object: T): WatchEvent<R>[] {
    const { name, namespace, uid, resourceVersion } = object.metadata;
    const key = storeKey(name, namespace);
    const old = this.#entries.get(key);
    if (old && old.uid === uid && old.resourceVersion === resourceVersion) return [];
    const entry = { uid, resourceVersion, object: this.#transform(object) };
    if (old) this.#remove(key, old);
    this.#add(key, entry);
    if (!old) return [{ type: "added", object: entry.object }];
    if (old.uid === uid) return [{ type: "modified", object: entry.object, old: old.object }];
    return [
      { type: "deleted", object: old.object },
      { type: "added", object: entry.object },
    ];
  }

  #drop(object: T): WatchEvent<R>[] {
    const key = storeKey(object.metadata.name, object.metadata.namespace);
    const old = this.#entries.get(key);
    if (!old) return [];
    this.#remove(key, old);
    // The server sends the last state of the object, which may be newer than ours.
    return [{ type: "deleted", object: this.#transform(object) }];
  }

  #sweep(): WatchEvent<R>[] {
    const gone = [...this.#entries].filter(([key]) => !this.#listed.has(key));
    for (const [key, entry] of gone) this.#remove(key, entry);
    this.#listed = new Set();
    return gone.map(([, { object }]) => ({ type: "deleted", object }));
  }

  #add(key: string, entry: Entry<R>): void {
    this.#entries.set(key, entry);
    for (const table of this.#indexes.values()) table.add(key, entry.object);
  }

  #remove(key: string, entry: Entry<R>): void {
    this.#entries.delete(key);
    for (const table of this.#indexes.values()) table.remove(key, entry.object);
  }
}

/** Namespaces and names hold no slash. */
function storeKey(name: string, namespace = ""): string {
  return `${namespace}/${name}`;
}
