import type { KubeObject } from "@flux-ts/base";
import type { Entry, Store } from "../storage/store.ts";

/** The objects of a table by the controller that owns them. It is never behind: it changes within each write. */
export class OwnerIndex implements Disposable {
  readonly #store: Store;
  readonly #table: string;
  /** Keys by the uid of their controller; those that nobody controls under the empty one. */
  readonly #byOwner = new Map<string, Set<string>>();
  readonly #subscription: Disposable;

  constructor(store: Store, table: string) {
    this.#store = store;
    this.#table = table;
    for (const { key, object } of store.list(table) as readonly Entry[]) this.#add(uidOf(object), key);
    this.#subscription = store.onChange(table, ({ key, before, after }) => {
      const [old, next] = [before && uidOf(before.object), after && uidOf(after.object)];
      if (old === next) return;
      if (old !== undefined) this.#remove(old, key);
      if (next !== undefined) this.#add(next, key);
    });
  }

  /** What an object controls, by key. */
  of({ metadata }: KubeObject): readonly KubeObject[] {
    return this.#objects(metadata.uid ?? "");
  }

  /** What nobody controls in a namespace, by key. */
  orphans(namespace: string): readonly KubeObject[] {
    return this.#objects("").filter(({ metadata }) => metadata.namespace === namespace);
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
  }

  #objects(owner: string): readonly KubeObject[] {
    const keys = [...(this.#byOwner.get(owner) ?? [])].sort();
    return keys.flatMap((key) => this.#store.get(this.#table, key)?.object ?? []);
  }

  #add(owner: string, key: string): void {
    const keys = this.#byOwner.get(owner) ?? new Set();
    this.#byOwner.set(owner, keys);
    keys.add(key);
  }

  #remove(owner: string, key: string): void {
    const keys = this.#byOwner.get(owner);
    keys?.delete(key);
    if (keys?.size === 0) this.#byOwner.delete(owner);
  }
}

/** The uid of an object's controller; empty for none. */
function uidOf(object: KubeObject): string {
  return controllerOf(object)?.uid ?? "";
}

/** The reference to the controller of an object. */
export function controllerOf({ metadata }: KubeObject) {
  return metadata.ownerReferences?.find(({ controller }) => controller === true);
}
