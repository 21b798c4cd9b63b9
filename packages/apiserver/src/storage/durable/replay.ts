import type { KubeObject } from "@flux-ts/base";
import type { Change, Entry } from "../store.ts";
import type { TableState } from "../table.ts";
import type { LogRecord } from "./record.ts";

interface ReplayedTable {
  since: number;
  readonly entries: Map<string, Entry>;
  history: Change[];
}

/** The state that a snapshot and the records after it amount to, and the past that they tell. */
export class Replay {
  readonly #tables = new Map<string, ReplayedTable>();
  readonly #historyLength: number;
  #revision: number;
  /** Whether the last record says that its process left nothing behind. */
  #closed: boolean;

  /** Begins with the state of a snapshot. */
  constructor(revision: number, historyLength: number) {
    this.#revision = revision;
    this.#historyLength = historyLength;
    this.#closed = true;
  }

  get revision(): number {
    return this.#revision;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Adds an object of the snapshot. */
  load(table: string, key: string, object: KubeObject): void {
    this.#table(table).entries.set(key, { key, object, revision: Number(object.metadata.resourceVersion) });
  }

  /** Adds what happened next. */
  add(record: LogRecord): void {
    this.#closed = record.kind === "close";
    if (record.kind === "put" || record.kind === "remove") this.#write(record);
    if (record.kind === "drop") this.#tables.delete(record.table);
    this.#revision = record.revision;
  }

  #write(record: Extract<LogRecord, { readonly key: string }>): void {
    const table = this.#table(record.table);
    const { revision, key, object } = record;
    const before = table.entries.get(key);
    const entry = { key, object, revision };
    const change: Change =
      record.kind === "put"
        ? { revision, key, before, after: entry }
        : { revision, key, before, after: undefined, gone: entry };
    if (change.after) table.entries.set(key, entry);
    else table.entries.delete(key);
    this.#remember(table, change);
  }

  /** The tables with the past that is known of them, or as if it were forgotten up to `since`. */
  tables(since?: number): ReadonlyMap<string, TableState> {
    const states = [...this.#tables].map(([name, table]): [string, TableState] => [
      name,
      {
        entries: [...table.entries.values()],
        history: since === undefined ? table.history : [],
        since: since ?? table.since,
      },
    ]);
    return new Map(states);
  }

  #remember(table: ReplayedTable, change: Change): void {
    table.history.push(change);
    if (table.history.length < 2 * this.#historyLength) return;
    table.since = (table.history[this.#historyLength - 1] as Change).revision;
    table.history = table.history.slice(this.#historyLength);
  }

  #table(name: string): ReplayedTable {
    let table = this.#tables.get(name);
    if (table === undefined) {
      table = { since: this.#revision, entries: new Map(), history: [] };
      this.#tables.set(name, table);
    }
    return table;
  }
}
