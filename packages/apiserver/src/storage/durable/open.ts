import { mkdir } from "node:fs/promises";
import type { Log } from "@flux-ts/base";
import { silentLog } from "@flux-ts/base";
import type { MemoryStoreOptions } from "../memory-store.ts";
import { defaultHistoryLength, MemoryStore } from "../memory-store.ts";
import type { Store } from "../store.ts";
import type { StorageDamage } from "./errors.ts";
import { FileJournal } from "./journal.ts";
import { lockFolder } from "./lock.ts";
import { recover } from "./recover.ts";

export interface DurableStoreOptions extends MemoryStoreOptions {
  /** Made when it is not there; only its owner may read it. */
  readonly folder: string;
  /** Length in bytes at which a log is replaced by a snapshot of the state. @default 16 MiB */
  readonly logLimit?: number;
  readonly log?: Log;
}

export interface DurableStore {
  readonly store: Store;
  /** What was wrong with the files of an earlier process. */
  readonly damage: readonly StorageDamage[];
}

/**
 * Between the last revision of a process that did not end properly and the first of the next. Some of its writes may
 * have been seen and yet never have reached the disk: their revisions are not given to other writes.
 */
const revisionGap = 65_536;

/**
 * Opens a store that serves from memory and keeps its state in a folder. A write is on the disk when
 * {@link Store.durable} resolves. After an end by {@link Store.close} the past goes on; after any other end watches
 * and lists of the past are told that it is forgotten.
 *
 * @throws StorageError `locked` when another process has the folder, `damaged` or `format` when it cannot be read.
 */
export async function openDurableStore(options: DurableStoreOptions): Promise<DurableStore> {
  const { folder, historyLength = defaultHistoryLength, logLimit = 16 * 1024 * 1024, log = silentLog } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder);
  try {
    const { replay, newest, damage, ...files } = await recover(folder, historyLength);
    for (const { lost, message } of damage) log.info(message, { lost });
    const continued = replay.closed && !damage.some(({ lost }) => lost);
    const revision = continued ? replay.revision : newest + revisionGap;
    const tables = replay.tables(continued ? undefined : revision);
    const journal = new FileJournal({
      folder,
      ...files,
      logLimit,
      log,
      present: () => ({ revision: store.revision, tables: store.present() }),
    });
    const store = new MemoryStore(
      { historyLength },
      { revision, tables },
      {
        put: (table, entry) => journal.put(table, entry),
        remove: (table, gone) => journal.remove(table, gone),
        drop: (table, at) => journal.drop(table, at),
        flushed: () => journal.flushed(),
        close: async (at) => {
          await journal.close(at).finally(() => lock[Symbol.dispose]());
        },
      },
    );
    await journal.start(replay.revision, revision);
    return { store, damage };
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}
