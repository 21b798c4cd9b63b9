import type { KubeObject } from "@flux-ts/base";
import type { Entry, Store } from "../storage/store.ts";

/** The objects of a table by the controller that owns them. It is never behind: it changes within each write. */
export class OwnerIndex implements Disposable {
  readonly #store: Store;
  readonly #table: string;
  readonly #byOwner = new Map<string, Set<string>>();
  readonly #subscription: Disposable;

  constructor(store: Store, table: string) {
    this.#store = store;
    this.#table = table;
    for (const { key, object } of store.list(table) as readonly Entry[]) this.#add(controllerOf(object)?.uid, key);
    this.#subscription = store.onChange(table, ({ key, before, after }) => {
      const [old, next] = [before && controllerOf(before.object)?.uid, after && controllerOf(after.object)?.uid];
      if (old === next) return;
      this.#remove(old, key);
      this.#add(next, key);
    });
  }

  /** What an object controls, by key. */
  of({ metadata }: KubeObject): readonly KubeObject[] {
    const keys = [...(this.#byOwner.get(metadata.uid ?? "") ?? [])].sort();
    return keys.flatMap((key) => this.#store.get(this.#table, key)?.object ?? []);
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
  }

  #add(owner: string | undefined, key: string): void {
    if (owner === undefined) return;
    const keys = this.#byOwner.get(owner) ?? new Set();
    this.#byOwner.set(owner, keys);
    keys.add(key);
  }

  #remove(owner: string | undefined, key: string): void {
    const keys = owner === undefined ? undefined : this.#byOwner.get(owner);
    keys?.delete(key);
    if (keys?.size === 0) this.#byOwner.delete(owner ?? "");
  }
}

/** The reference to the controller of an object. */
export function controllerOf({ metadata }: KubeObject) {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}
