import type { KubeObject } from "@flux-ts/base";
import type { Change, Entry, Forgotten, ListOptions, Store } from "./store.ts";
import { Table } from "./table.ts";

export interface MemoryStoreOptions {
  /** How many past writes each table remembers at least, for watches and lists of the past. @default 4096 */
  readonly historyLength?: number;
}

/** A store that lives as long as its process. */
export function createMemoryStore({ historyLength = 4096 }: MemoryStoreOptions = {}): Store {
  return new MemoryStore(historyLength);
}

class MemoryStore implements Store {
  readonly #tables = new Map<string, Table>();
  readonly #historyLength: number;
  // Revision 0 means "any" to clients and 1 is the empty store, as in etcd.
  #revision = 1;

  constructor(historyLength: number) {
    this.#historyLength = historyLength;
  }

  get revision(): number {
    return this.#revision;
  }

  openTable(name: string): void {
    this.#table(name);
  }

  get(table: string, key: string): Entry | undefined {
    return this.#tables.get(table)?.get(key);
  }

  list(table: string, options: ListOptions = {}): readonly Entry[] | Forgotten {
    return this.#table(table).list(options);
  }

  put(table: string, key: string, object: KubeObject, expected: Entry | undefined): Entry {
    const target = this.#table(table);
    target.expect(key, expected);
    const after = this.#entry(key, object);
    target.commit({ revision: after.revision, key, before: expected, after });
    return after;
  }

  remove(table: string, key: string, last: KubeObject, expected: Entry): Entry {
    const target = this.#table(table);
    target.expect(key, expected);
    const gone = this.#entry(key, last);
    target.commit({ revision: gone.revision, key, before: expected, after: undefined, gone });
    return gone;
  }

  changesSince(table: string, revision: number): readonly Change[] | Forgotten {
    return this.#table(table).changesSince(revision);
  }

  onChange(table: string, listener: (change: Change) => void): Disposable {
    return this.#table(table).subscribe(listener);
  }

  compact(revision: number): void {
    for (const table of this.#tables.values()) table.forget(Math.min(revision, this.#revision));
  }

  dropTable(table: string): void {
    this.#tables.delete(table);
  }

  durable(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#tables.clear();
    return Promise.resolve();
  }

  #table(name: string): Table {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new Table(this.#historyLength, this.#revision);
      this.#tables.set(name, table);
    }
    return table;
  }

  #entry(key: string, object: KubeObject): Entry {
    const revision = ++this.#revision;
    const metadata = { ...object.metadata, resourceVersion: String(revision) };
    return { key, revision, object: withKindFirst(object, metadata) };
  }
}

function withKindFirst({ kind, apiVersion, ...rest }: KubeObject, metadata: KubeObject["metadata"]): KubeObject {
  return { kind, apiVersion, ...rest, metadata };
}
