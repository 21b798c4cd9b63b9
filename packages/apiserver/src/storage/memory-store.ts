import type { JsonObjectDraft, JsonValue, KubeObject } from "@flux-ts/base";
import { setOwn } from "@flux-ts/base";
import type { Change, Entry, Forgotten, ListOptions, Store } from "./store.ts";
import type { TableState } from "./table.ts";
import { Table } from "./table.ts";

export interface MemoryStoreOptions {
  /** How many past writes each table remembers at least, for watches and lists of the past. @default 4096 */
  readonly historyLength?: number;
}

/** A store that lives as long as its process. */
export function createMemoryStore(options: MemoryStoreOptions = {}): Store {
  return new MemoryStore(options);
}

/** What is told of every write before it takes effect, in order. */
export interface Journal {
  /** @throws Error when nothing can be written any more: the write does not take effect. */
  put(table: string, entry: Entry): void;
  /** `gone` is the last state, at the revision of the removal. */
  remove(table: string, gone: Entry): void;
  drop(table: string, revision: number): void;
  /** Resolves when what was told so far would outlive a crash. */
  flushed(): Promise<void>;
  close(revision: number): Promise<void>;
}

/** What a store begins with. */
export interface StoreState {
  readonly revision: number;
  readonly tables: ReadonlyMap<string, TableState>;
}

// Revision 0 means "any" to clients and 1 is the empty store, as in etcd.
const emptyState: StoreState = { revision: 1, tables: new Map() };

export const defaultHistoryLength = 4096;

/** Serves everything from memory; a journal makes it last. */
export class MemoryStore implements Store {
  readonly #tables = new Map<string, Table>();
  readonly #historyLength: number;
  readonly #journal: Journal | undefined;
  #revision: number;

  constructor({ historyLength = defaultHistoryLength }: MemoryStoreOptions, state = emptyState, journal?: Journal) {
    this.#historyLength = historyLength;
    this.#journal = journal;
    this.#revision = state.revision;
    for (const [name, table] of state.tables) this.#tables.set(name, new Table(historyLength, table));
  }

  get revision(): number {
    return this.#revision;
  }

  tables(): readonly string[] {
    return [...this.#tables.keys()];
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
    this.#journal?.put(table, after);
    this.#revision = after.revision;
    target.commit({ revision: after.revision, key, before: expected, after });
    return after;
  }

  remove(table: string, key: string, last: KubeObject, expected: Entry): Entry {
    const target = this.#table(table);
    target.expect(key, expected);
    const gone = this.#entry(key, last);
    this.#journal?.remove(table, gone);
    this.#revision = gone.revision;
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
    this.#journal?.drop(table, this.#revision);
    this.#tables.delete(table);
  }

  /** Everything that there is, by table. */
  present(): ReadonlyMap<string, readonly Entry[]> {
    return new Map([...this.#tables].map(([name, table]) => [name, table.entries()]));
  }

  durable(): Promise<void> {
    return this.#journal?.flushed() ?? Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#journal?.close(this.#revision);
    this.#tables.clear();
  }

  #table(name: string): Table {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = new Table(this.#historyLength, { entries: [], history: [], since: this.#revision });
      this.#tables.set(name, table);
    }
    return table;
  }

  /** An object at the next revision. */
  #entry(key: string, object: KubeObject): Entry {
    const revision = this.#revision + 1;
    const metadata = { ...object.metadata, resourceVersion: String(revision) };
    return { key, revision, object: withKindFirst(object, metadata) };
  }
}

function withKindFirst(object: KubeObject, metadata: KubeObject["metadata"]): KubeObject {
  const { kind, apiVersion } = object;
  const ordered: JsonObjectDraft = { kind, apiVersion };
  for (const field of Object.keys(object)) setOwn(ordered, field, object[field] as JsonValue);
  ordered["metadata"] = metadata;
  return ordered as KubeObject;
}
