import type { KubeObject } from "@flux-ts/base";
import type { Indexes, Lookup } from "../triggers.ts";

/** Identifies an object among those of its kind. */
export function cacheKey(name: string, namespace = ""): string {
  return `${namespace}/${name}`;
}

export function cacheKeyOf(object: KubeObject): string {
  return cacheKey(object.metadata.name, object.metadata.namespace);
}

/**
 * The newest state of each object: what the watch told, or what our own writes answered when the watch lags behind.
 * So no run starts from a status older than the one the run before wrote.
 */
export class ObjectCache<T extends KubeObject> implements Lookup<T> {
  readonly #objects = new Map<string, T>();
  readonly #indexes: Indexes<T>;
  /** By index, by value: keys of objects. */
  readonly #found = new Map<string, Map<string, Set<string>>>();

  constructor(indexes: Indexes<T> = {}) {
    this.#indexes = indexes;
    for (const index of Object.keys(indexes)) this.#found.set(index, new Map());
  }

  find(key: string): T | undefined {
    return this.#objects.get(key);
  }

  get(name: string, namespace?: string): T | undefined {
    return this.find(cacheKey(name, namespace));
  }

  list(): Iterable<T> {
    return this.#objects.values();
  }

  byIndex(index: string, value: string): readonly T[] {
    const values = this.#found.get(index);
    if (!values) throw new RangeError(`Unknown index "${index}"`);
    return [...(values.get(value) ?? [])].flatMap((key) => this.#objects.get(key) ?? []);
  }

  /** Keeps the object unless a newer state of it is known already. */
  put(object: T): void {
    const key = cacheKeyOf(object);
    const held = this.#objects.get(key);
    if (held && isOlder(object, held)) return;
    if (held) this.#unindex(key, held);
    this.#objects.set(key, object);
    this.#eachValue(object, (found, value) => {
      const keys = found.get(value) ?? new Set();
      found.set(value, keys.add(key));
    });
  }

  /** Keeps what a write answered. An object that is gone meanwhile stays gone. */
  update(object: T): void {
    const held = this.#objects.get(cacheKeyOf(object));
    if (held && held.metadata.uid === object.metadata.uid) this.put(object);
  }

  delete(key: string): void {
    const held = this.#objects.get(key);
    if (!held) return;
    this.#unindex(key, held);
    this.#objects.delete(key);
  }

  #unindex(key: string, object: T): void {
    this.#eachValue(object, (found, value) => {
      const keys = found.get(value);
      keys?.delete(key);
      if (keys?.size === 0) found.delete(value);
    });
  }

  #eachValue(object: T, visit: (found: Map<string, Set<string>>, value: string) => void): void {
    for (const [index, found] of this.#found) {
      for (const value of this.#indexes[index]?.(object) ?? []) visit(found, value);
    }
  }
}

/** Whether both are the same object and `a` is an earlier state of it. */
function isOlder(a: KubeObject, b: KubeObject): boolean {
  if (a.metadata.uid !== b.metadata.uid) return false;
  const [left, right] = [a.metadata.resourceVersion ?? "", b.metadata.resourceVersion ?? ""];
  // Resource versions are decimal numbers of any length.
  return left.length === right.length ? left < right : left.length < right.length;
}
