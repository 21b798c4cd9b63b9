import { open, rename } from "node:fs/promises";
import type { KubeObject } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";
import type { Entry } from "../store.ts";
import type { StorageDamage } from "./errors.ts";
import { snapshotFile, syncFolder, writeAll, wrongFormat } from "./files.ts";
import { readLines } from "./lines.ts";
import type { Line } from "./lines.ts";
import { formatName, headerLine, isHeader, objectLine, plainLine, readLine } from "./record.ts";
import { Replay } from "./replay.ts";

export interface Snapshot {
  readonly revision: number;
  readonly tables: ReadonlyMap<string, readonly Entry[]>;
}

const pieceSize = 256 * 1024;

/**
 * Writes a state, in pieces, so that requests are answered in between. The file appears under its name when all of it
 * is on the disk.
 */
export async function writeSnapshot(folder: string, generation: number, snapshot: Snapshot): Promise<number> {
  const path = snapshotFile(folder, generation);
  const temporary = `${path}.tmp`;
  const file = await open(temporary, "w", 0o600);
  let size = 0;
  try {
    for (const piece of piecesOf(generation, snapshot)) {
      await writeAll(file, piece);
      size += piece.byteLength;
    }
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncFolder(folder);
  return size;
}

function* piecesOf(generation: number, { revision, tables }: Snapshot): Generator<Buffer> {
  let lines: Uint8Array[] = [headerLine({ format: formatName, kind: "snapshot", generation, revision })];
  let size = 0;
  let count = 0;
  for (const [table, entries] of tables) {
    for (const { key, object, revision: written } of entries) {
      const json = Buffer.from(stringifyJson(object));
      lines.push(...objectLine({ kind: "put", revision: written, table, key, object }, json));
      size += json.byteLength;
      count += 1;
      if (size < pieceSize) continue;
      yield Buffer.concat(lines);
      lines = [];
      size = 0;
    }
  }
  yield Buffer.concat([...lines, plainLine({ end: count })]);
}

/**
 * Reads a snapshot; gives what is wrong with it when it is not whole.
 *
 * @throws StorageError `format`
 */
export async function readSnapshot(
  folder: string,
  generation: number,
  historyLength: number,
): Promise<{ readonly replay: Replay } | { readonly damage: StorageDamage }> {
  const file = snapshotFile(folder, generation);
  const reading = new SnapshotReading(file, historyLength);
  for await (const lines of readLines(file)) {
    for (const line of lines) {
      const problem = reading.add(line);
      if (problem !== undefined) return { damage: damaged(file, line.offset, problem) };
    }
  }
  const { replay } = reading;
  return replay === undefined ? { damage: damaged(file, 0, "it has no end") } : { replay };
}

class SnapshotReading {
  readonly #file: string;
  readonly #historyLength: number;
  #replay: Replay | undefined;
  #count = 0;
  #complete = false;

  constructor(file: string, historyLength: number) {
    this.#file = file;
    this.#historyLength = historyLength;
  }

  /** The whole state; undefined as long as its end is not read. */
  get replay(): Replay | undefined {
    return this.#complete ? this.#replay : undefined;
  }

  /** What is wrong with a line. */
  add({ bytes, ended }: Line): string | undefined {
    const value = readLine(bytes);
    if (value === undefined || !ended || this.#complete) return "a line is not as it was written";
    if (this.#replay === undefined) {
      if (!isHeader(value)) return "it does not begin as a snapshot";
      if (value.format !== formatName) throw wrongFormat(this.#file, value.format);
      this.#replay = new Replay(value.revision, this.#historyLength);
    } else if (typeof value["end"] === "number") {
      if (value["end"] !== this.#count) return `it has ${this.#count} of ${value["end"]} objects`;
      this.#complete = true;
    } else {
      const { table, key, object } = value as { table: string; key: string; object: KubeObject };
      this.#replay.load(table, key, object);
      this.#count += 1;
    }
    return undefined;
  }
}

function damaged(file: string, offset: number, what: string): StorageDamage {
  const message = `snapshot "${file}" is damaged at byte ${offset}: ${what}; the one before it is used with the logs since`;
  return { file, offset, lost: false, message };
}
