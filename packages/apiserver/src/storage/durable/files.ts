import type { FileHandle } from "node:fs/promises";
import { open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { StorageError } from "./errors.ts";

/**
 * A generation is a log and, but for the first, the snapshot of the state that the log begins with. A new one begins
 * when the log has become long; the one before is kept in case that the snapshot turns out to be unreadable.
 */
export function logFile(folder: string, generation: number): string {
  return join(folder, `${numbered(generation)}.log`);
}

export function snapshotFile(folder: string, generation: number): string {
  return join(folder, `${numbered(generation)}.snapshot`);
}

function numbered(generation: number): string {
  return String(generation).padStart(10, "0");
}

export interface Generations {
  /** Ascending. */
  readonly logs: readonly number[];
  readonly snapshots: readonly number[];
}

export async function listGenerations(folder: string): Promise<Generations> {
  const names = await readdir(folder);
  const having = (extension: string) =>
    names
      .flatMap((name) => new RegExp(`^(\\d{10})\\.${extension}$`).exec(name)?.[1] ?? [])
      .map(Number)
      .toSorted((a, b) => a - b);
  return { logs: having("log"), snapshots: having("snapshot") };
}

/** Deletes the files of generations before one. */
export async function dropGenerationsBefore(folder: string, generation: number): Promise<void> {
  const { logs, snapshots } = await listGenerations(folder);
  for (const old of logs.filter((number) => number < generation)) await rm(logFile(folder, old), { force: true });
  for (const old of snapshots.filter((number) => number < generation)) {
    await rm(snapshotFile(folder, old), { force: true });
  }
  await syncFolder(folder);
}

/** Writes all of the bytes: a disk that is about to be full takes a part of them without an error. */
export async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.byteLength;) at += (await file.write(bytes, at)).bytesWritten;
}

/** Makes sure that files which were made, renamed or deleted in a folder stay so. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function wrongFormat(file: string, format: string): StorageError {
  return new StorageError(
    "format",
    `cannot read "${file}": it has the format "${format}", which this version does not know; use the version that wrote it`,
  );
}
