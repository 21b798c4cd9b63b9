import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "@flux-ts/base";
import type { Log } from "@flux-ts/base";
import {
  createMemoryStore,
  exportSnapshot,
  importSnapshot,
  openDurableStore,
  SnapshotError,
  StorageError,
} from "@flux-ts/apiserver";
import type { Store } from "@flux-ts/apiserver";
import { CommandError } from "../program/errors.ts";

/** Where the objects of a cluster are. */
export interface ClusterStore {
  readonly store: Store;
  /** What the user should know. */
  readonly notes: readonly string[];
  exportTo(file: string): Promise<void>;
}

export interface StoreOptions {
  /** Folder that keeps the cluster; without one it is in memory. */
  readonly data: string | undefined;
  readonly importFile: string | undefined;
  readonly log: Log;
}

/** @throws CommandError when the folder or the file cannot be used. */
export async function openStore({ data, importFile, log }: StoreOptions): Promise<ClusterStore> {
  const { store, notes } = data === undefined ? { store: createMemoryStore(), notes: [] } : await openKept(data, log);
  try {
    if (importFile !== undefined) await fill(store, importFile);
    return { store, notes, exportTo: (file) => write(store, file) };
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openKept(data: string, log: Log): Promise<Pick<ClusterStore, "store" | "notes">> {
  try {
    const { store, damage } = await openDurableStore({ folder: join(data, "cluster"), log });
    return { store, notes: damage.map(({ lost, message }) => `${lost ? "✗" : "►"} ${message}`) };
  } catch (error) {
    if (error instanceof StorageError) throw new CommandError(error.message, { cause: error });
    throw new CommandError(`cannot open the cluster in "${data}": ${messageOf(error)}; check --data`, { cause: error });
  }
}

async function fill(store: Store, file: string): Promise<void> {
  try {
    await importSnapshot(store, await readFile(file, "utf8"), { file });
    await store.durable();
  } catch (error) {
    const said = error instanceof SnapshotError ? error.message : `cannot read --import: ${messageOf(error)}`;
    throw new CommandError(said, { cause: error });
  }
}

/** The file is there when all of it is written; Secrets are in it, so only its owner may read it. */
async function write(store: Store, file: string): Promise<void> {
  try {
    const handle = await open(`${file}.tmp`, "w", 0o600);
    try {
      for (const document of exportSnapshot(store)) await handle.appendFile(document);
    } finally {
      await handle.close();
    }
    await rename(`${file}.tmp`, file);
  } catch (error) {
    throw new CommandError(`cannot write --export: ${messageOf(error)}`, { cause: error });
  }
}
