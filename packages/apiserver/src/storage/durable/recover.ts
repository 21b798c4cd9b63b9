import { copyFile, open, readdir, rename, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import type { StorageDamage } from "./errors.ts";
import { StorageError } from "./errors.ts";
import { listGenerations, logFile, snapshotFile } from "./files.ts";
import type { LogReading } from "./log-file.ts";
import { readLog } from "./log-file.ts";
import { Replay } from "./replay.ts";
import { readSnapshot } from "./snapshot.ts";

export interface Recovered {
  readonly replay: Replay;
  /** The newest revision that any file names: nobody may have seen a newer one. */
  readonly newest: number;
  /** The generation whose log is to be written on. */
  readonly generation: number;
  /** The generation whose snapshot was read. */
  readonly base: number;
  /** Length of its log in bytes; undefined when it has none yet. */
  readonly logBytes: number | undefined;
  readonly damage: readonly StorageDamage[];
}

/**
 * Reads the newest state that the files of a folder tell, and cuts off what cannot be read: a copy of it stays in the
 * folder under a name that ends with `.damaged`.
 *
 * @throws StorageError `damaged` when there are files but no state, `format` when they are another version's.
 */
export async function recover(folder: string, historyLength: number): Promise<Recovered> {
  await dropTemporaries(folder);
  const { logs, snapshots } = await listGenerations(folder);
  const newestGeneration = Math.max(0, ...logs, ...snapshots);
  if (newestGeneration === 0) {
    const replay = new Replay(1, historyLength);
    return { replay, newest: 1, generation: 1, base: 1, logBytes: undefined, damage: [] };
  }
  const damage: StorageDamage[] = [];
  for (const base of snapshots.toReversed()) {
    const outcome = await readSnapshot(folder, base, historyLength);
    if ("replay" in outcome) return await replayLogs(folder, { ...outcome, base, last: newestGeneration, damage });
    damage.push(outcome.damage);
  }
  // The first generation begins with nothing.
  if (logs[0] === 1) {
    const replay = new Replay(1, historyLength);
    return await replayLogs(folder, { replay, base: 1, last: newestGeneration, damage });
  }
  const files = snapshots.map((generation) => `"${snapshotFile(folder, generation)}"`).join(", ");
  throw new StorageError(
    "damaged",
    `cannot read the cluster in "${folder}": ${files === "" ? "there is no snapshot" : `${files} damaged`}; ` +
      "restore the folder from a copy, or move it away to begin with an empty cluster",
  );
}

async function dropTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.endsWith(".tmp")) await rm(join(folder, name), { force: true });
}

interface Span {
  readonly replay: Replay;
  readonly base: number;
  readonly last: number;
  readonly damage: readonly StorageDamage[];
}

async function replayLogs(folder: string, { replay, base, last, damage }: Span): Promise<Recovered> {
  // Of each damaged snapshot is told once.
  for (const { file } of damage) await rename(file, `${file}.damaged`);
  const found = [...damage];
  let newest = replay.revision;
  for (let generation = base; generation <= last; generation++) {
    const file = logFile(folder, generation);
    const reading = await readLogIfThere(file, replay);
    newest = Math.max(newest, reading.newest, replay.revision);
    if (reading.damage === undefined) {
      if (generation === last) return { replay, newest, generation, base, logBytes: reading.end, damage: found };
      continue;
    }
    found.push(reading.damage, ...(await setAside(folder, generation + 1, last)));
    const logBytes = await cutOff(file, reading, reading.damage);
    return { replay, newest, generation, base, logBytes, damage: found };
  }
  throw new RangeError("A generation has no log");
}

async function readLogIfThere(file: string, replay: Replay): Promise<LogReading> {
  try {
    return await readLog(file, replay);
  } catch (error) {
    if ((error as { readonly code?: string }).code !== "ENOENT") throw error;
    const message = `log "${file}" is missing: what was written after revision ${replay.revision} is lost`;
    return { end: 0, newest: replay.revision, damage: { file, offset: 0, lost: true, message } };
  }
}

/** Ends a log where it stops being readable; gives what is left of it, undefined for nothing. */
async function cutOff(file: string, { end }: LogReading, { lost }: StorageDamage): Promise<number | undefined> {
  if (end === 0) {
    await rename(file, `${file}.damaged`).catch(ignoreMissing);
    return undefined;
  }
  if (lost) await copyFile(file, `${file}.damaged`);
  await truncate(file, end);
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  return end;
}

/** What follows on a damaged log stands on a state that nobody knows any more. */
async function setAside(folder: string, from: number, to: number): Promise<readonly StorageDamage[]> {
  const damage: StorageDamage[] = [];
  for (let generation = from; generation <= to; generation++) {
    await rename(snapshotFile(folder, generation), `${snapshotFile(folder, generation)}.damaged`).catch(ignoreMissing);
    const file = logFile(folder, generation);
    await rename(file, `${file}.damaged`).catch(ignoreMissing);
    const message = `log "${file}" follows on a damaged one and is given up; it is kept as "${file}.damaged"`;
    damage.push({ file, offset: 0, lost: true, message });
  }
  return damage;
}

function ignoreMissing(error: unknown): void {
  if ((error as { readonly code?: string }).code !== "ENOENT") throw error;
}
