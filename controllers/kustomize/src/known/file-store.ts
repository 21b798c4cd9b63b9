import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { messageOf } from "@flux-ts/base";
import type { Log } from "@flux-ts/base";
import type { KnownSet, SetStore } from "./sets.ts";

export interface FileStoreOptions {
  readonly folder: string;
  /** What another version has written is not read. */
  readonly version: string;
  readonly log: Log;
}

const fileName = "applied.sqlite";
const flushMs = 1000;

/**
 * Keeps sets in a file of SQLite. It is a cache: when it cannot be opened, read or written, it is made anew or done
 * without, and the log says so. Writes are gathered for a second.
 */
export function openSetStore(options: FileStoreOptions): SetStore | undefined {
  const { folder, log } = options;
  try {
    return new FileStore(options);
  } catch (error) {
    log.info("the cache of applied objects is made anew", { folder, cause: messageOf(error) });
  }
  try {
    for (const suffix of ["", "-wal", "-shm"]) rmSync(join(folder, `${fileName}${suffix}`), { force: true });
    return new FileStore(options);
  } catch (error) {
    log.error("what is known of applied objects cannot be kept on disk", error, { folder });
    return undefined;
  }
}

class FileStore implements SetStore {
  readonly #log: Log;
  readonly #version: string;
  readonly #database: DatabaseSync;
  readonly #pending = new Map<string, KnownSet | undefined>();
  #timer: NodeJS.Timeout | undefined;

  constructor({ folder, version, log }: FileStoreOptions) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#log = log;
    this.#version = version;
    this.#database = new DatabaseSync(join(folder, fileName));
    this.#database.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
       CREATE TABLE IF NOT EXISTS applied (owner TEXT PRIMARY KEY, version TEXT NOT NULL, content TEXT NOT NULL)`,
    );
  }

  *load(): Iterable<readonly [string, KnownSet]> {
    const select = this.#database.prepare("SELECT owner, content FROM applied WHERE version = ?");
    for (const { owner, content } of select.iterate(this.#version)) {
      if (typeof owner !== "string" || typeof content !== "string") continue;
      try {
        yield [owner, JSON.parse(content) as KnownSet];
      } catch (error) {
        this.#log.info("an unreadable entry of the cache is passed over", { owner, cause: messageOf(error) });
      }
    }
  }

  save(owner: string, set: KnownSet | undefined): void {
    this.#pending.set(owner, set);
    this.#timer ??= setTimeout(() => this.#flush(), flushMs).unref();
  }

  close(): void {
    this.#flush();
    this.#database.close();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const pending = [...this.#pending];
    this.#pending.clear();
    if (pending.length === 0) return;
    try {
      this.#write(pending);
    } catch (error) {
      this.#log.error("what is known of applied objects could not be written to disk", error);
    }
  }

  #write(pending: readonly (readonly [string, KnownSet | undefined])[]): void {
    const put = this.#database.prepare("INSERT OR REPLACE INTO applied (owner, version, content) VALUES (?, ?, ?)");
    const remove = this.#database.prepare("DELETE FROM applied WHERE owner = ?");
    this.#database.exec("BEGIN");
    try {
      for (const [owner, set] of pending) {
        if (set === undefined) remove.run(owner);
        else put.run(owner, this.#version, JSON.stringify(set));
      }
      this.#database.exec("COMMIT");
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}
