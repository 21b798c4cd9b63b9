import { KeyOrder } from "./key-order.ts";
import type { Change, Entry, Forgotten, ListOptions } from "./store.ts";

/** What a table begins with. */
export interface TableState {
  readonly entries: readonly Entry[];
  /** Every change after `since`, oldest first. */
  readonly history: readonly Change[];
  /** The oldest revision whose state is known. */
  readonly since: number;
}

/** The objects of one resource in memory: the present by key, and a window of the past. */
export class Table {
  readonly #entries: Map<string, Entry>;
  /** The keys of the present. */
  readonly #keys: KeyOrder;
  readonly #listeners = new Set<(change: Change) => void>();
  readonly #historyLength: number;
  #history: Change[];
  #since: number;

  constructor(historyLength: number, { entries, history, since }: TableState) {
    this.#historyLength = historyLength;
    this.#entries = new Map(entries.map((entry) => [entry.key, entry]));
    this.#keys = new KeyOrder(this.#entries.keys());
    this.#history = [...history];
    this.#since = since;
  }

  /** The present, in no order. */
  entries(): readonly Entry[] {
    return [...this.#entries.values()];
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** Refuses a write that is based on another state than the present one. */
  expect(key: string, expected: Entry | undefined): void {
    if (this.#entries.get(key) !== expected) throw new RangeError(`Entry "${key}" is not the one that was read`);
  }

  commit(change: Change): void {
    const { key, before, after } = change;
    if (after) this.#entries.set(key, after);
    else this.#entries.delete(key);
    if (!before && after) this.#keys.add(key);
    if (before && !after) this.#keys.remove(key);
    this.#history.push(change);
    if (this.#history.length >= 2 * this.#historyLength) this.#trim(this.#historyLength);
    for (const listener of this.#listeners) listener(change);
  }

  subscribe(listener: (change: Change) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  list({ prefix = "", after = "", revision }: ListOptions): readonly Entry[] | Forgotten {
    const changed = revision === undefined ? new Map<string, Entry | undefined>() : this.#before(revision);
    if (!(changed instanceof Map)) return changed;
    const listed: Entry[] = [];
    for (const key of this.#keys.from(after === "" ? prefix : `${after}\0`, prefix)) {
      if (!changed.has(key)) listed.push(this.#entries.get(key) as Entry);
    }
    if (changed.size === 0) return listed;
    for (const [key, entry] of changed) if (entry && key > after && key.startsWith(prefix)) listed.push(entry);
    return listed.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  changesSince(revision: number): readonly Change[] | Forgotten {
    if (revision < this.#since) return { forgotten: true, since: this.#since };
    return this.#history.slice(this.#firstChangeAfter(revision));
  }

  /** Forgets the past up to a revision, but for the window that is remembered anyway. */
  forget(revision: number): void {
    const oldest = this.#history[0]?.revision ?? revision + 1;
    this.#since = Math.max(this.#since, Math.min(revision, oldest - 1));
  }

  /** What the keys that changed after a revision held at that revision. */
  #before(revision: number): Map<string, Entry | undefined> | Forgotten {
    if (revision < this.#since) return { forgotten: true, since: this.#since };
    const past = new Map<string, Entry | undefined>();
    for (let index = this.#history.length - 1; index >= 0; index--) {
      const change = this.#history[index] as Change;
      if (change.revision <= revision) break;
      past.set(change.key, change.before);
    }
    return past;
  }

  #trim(length: number): void {
    const dropped = this.#history[this.#history.length - length - 1] as Change;
    this.#history = this.#history.slice(-length);
    this.#since = dropped.revision;
  }

  #firstChangeAfter(revision: number): number {
    let low = 0;
    let high = this.#history.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#history[middle] as Change).revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
