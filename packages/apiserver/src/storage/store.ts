import type { KubeObject } from "@flux-ts/base";

/** One revision of one object. It and its object never change: a write makes a new one. */
export interface Entry {
  /** `namespace/name`, or `name` of a cluster-scoped object. */
  readonly key: string;
  /** The object in its storage version, with `kind` and `apiVersion` as its first keys and its resource version set. */
  readonly object: KubeObject;
  /** The revision that wrote it: the number behind `metadata.resourceVersion`. */
  readonly revision: number;
}

/** One write to a table. */
export interface Change {
  readonly revision: number;
  readonly key: string;
  /** Undefined when the write made the object. */
  readonly before: Entry | undefined;
  /** Undefined when the write removed the object. */
  readonly after: Entry | undefined;
  /** What watchers see of a removed object: its last state, at the revision of the removal. */
  readonly gone?: Entry;
}

export interface ListOptions {
  /** Only keys that start so; `namespace/` gives the objects of a namespace. */
  readonly prefix?: string;
  /** Only keys after this one. */
  readonly after?: string;
  /** The state as it was after this revision. @default the newest */
  readonly revision?: number;
}

/** Why the past cannot be read: everything up to `since` is forgotten. */
export interface Forgotten {
  readonly forgotten: true;
  /** The oldest revision that can still be read. */
  readonly since: number;
}

/**
 * Objects by table and key under one counter of revisions that only goes up.
 *
 * A table holds one resource of one group; its past begins when it is opened, at the latest with its first write.
 * Reads and writes are synchronous and each write is atomic, so a handler that reads, decides and writes without
 * waiting cannot be interleaved. A write is safe against a crash once {@link Store.durable} resolves, which callers
 * wait for before they tell anybody.
 */
export interface Store {
  /** The newest revision. */
  readonly revision: number;

  /** Names of the tables that are open. */
  tables(): readonly string[];
  get(table: string, key: string): Entry | undefined;
  openTable(table: string): void;
  /** Entries by key in code unit order. Later writes do not show in the list. */
  list(table: string, options?: ListOptions): readonly Entry[] | Forgotten;

  /**
   * Writes one object over `expected` (undefined: nothing may be there) and returns its entry. The object's resource
   * version is replaced by the new revision.
   *
   * @throws RangeError when the entry under the key is not `expected`: the caller waited between reading and writing.
   */
  put(table: string, key: string, object: KubeObject, expected: Entry | undefined): Entry;
  /**
   * Removes an object. `last` is what watchers see of it; its resource version is replaced by the new revision.
   *
   * @throws RangeError when the entry under the key is not `expected`.
   */
  remove(table: string, key: string, last: KubeObject, expected: Entry): Entry;

  /** The writes to a table after a revision, oldest first. */
  changesSince(table: string, revision: number): readonly Change[] | Forgotten;
  /** Calls back within every write to the table, after it took effect. Listeners must not throw or write. */
  onChange(table: string, listener: (change: Change) => void): Disposable;

  /** Forgets the past up to a revision, but for the writes that each table remembers. */
  compact(revision: number): void;
  /** Forgets a table and its past, as if it had never been used. */
  dropTable(table: string): void;
  /** Resolves when every write so far would outlive a crash. */
  durable(): Promise<void>;
  close(): Promise<void>;
}
