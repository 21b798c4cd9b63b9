import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import type { Log } from "@flux-ts/base";
import { messageOf } from "@flux-ts/base";
import { encodeOnce } from "../../view/encode.ts";
import type { Journal } from "../memory-store.ts";
import type { Entry } from "../store.ts";
import { StorageError } from "./errors.ts";
import { dropGenerationsBefore, logFile, syncFolder, writeAll } from "./files.ts";
import type { LogRecord } from "./record.ts";
import { formatName, headerLine, objectLine, plainLine } from "./record.ts";
import type { Snapshot } from "./snapshot.ts";
import { writeSnapshot } from "./snapshot.ts";

export interface JournalOptions {
  readonly folder: string;
  /** The generation whose log is written on. */
  readonly generation: number;
  /** The generation whose snapshot was read. */
  readonly base: number;
  /** Length of its log; undefined when there is none. */
  readonly logBytes: number | undefined;
  /** A log that has become longer than this, and than the snapshot before it, makes a new generation begin. */
  readonly logLimit: number;
  readonly log: Log;
  /** The state with everything that the journal was told. */
  readonly present: () => Snapshot;
}

/** Writes that reach the disk together, and who waits for them. */
interface Batch {
  /** Parts of lines. */
  readonly lines: Uint8Array[];
  readonly done: PromiseWithResolvers<void>;
}

/**
 * The log of a folder. Writes gather while the disk is busy with those before, so that many share one sync; nothing
 * waits when the disk is idle. Once a write has failed nothing is written any more: what the file holds is unknown.
 */
export class FileJournal implements Journal {
  readonly #options: JournalOptions;
  #generation: number;
  #file: FileHandle | undefined;
  #bytes: number;
  #snapshotBytes = 0;
  /** The newest generation that can be read without those before it. */
  #base: number;
  #gathering: Batch = newBatch();
  #writing: Batch | undefined;
  #running = false;
  #failure: StorageError | undefined;
  #snapshot: Promise<void> | undefined;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#generation = options.generation;
    this.#base = options.base;
    this.#bytes = options.logBytes ?? 0;
  }

  /** Opens the log after a revision, and notes that a process begins at another one. */
  async start(last: number, revision: number): Promise<void> {
    const { folder, logBytes } = this.#options;
    if (logBytes === undefined) await this.#beginLog(this.#generation, last);
    else this.#file = await open(logFile(folder, this.#generation), "a", 0o600);
    this.#append(plainLine({ kind: "open", revision }));
    await this.flushed();
  }

  put(table: string, { key, object, revision }: Entry): void {
    this.#append(...objectLine({ kind: "put", revision, table, key, object }, encodeOnce(object)));
  }

  remove(table: string, { key, object, revision }: Entry): void {
    this.#append(...objectLine({ kind: "remove", revision, table, key, object }, encodeOnce(object)));
  }

  drop(table: string, revision: number): void {
    this.#append(plainLine({ kind: "drop", revision, table }));
  }

  flushed(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#gathering.lines.length > 0) return this.#gathering.done.promise;
    return this.#writing?.done.promise ?? Promise.resolve();
  }

  async close(revision: number): Promise<void> {
    if (!this.#failure) {
      this.#append(plainLine({ kind: "close", revision } satisfies LogRecord));
      await this.flushed().catch(() => {}); // who waited for these writes has been told
    }
    this.#failure ??= new StorageError("failed", `the cluster in "${this.#options.folder}" is closed`);
    await this.#snapshot;
    await this.#file?.close();
  }

  #append(...parts: readonly Uint8Array[]): void {
    if (this.#failure) throw this.#failure;
    this.#gathering.lines.push(...parts);
    if (this.#running) return;
    this.#running = true;
    setImmediate(() => void this.#run());
  }

  async #run(): Promise<void> {
    while (this.#gathering.lines.length > 0 && !this.#failure) {
      const batch = this.#gathering;
      this.#gathering = newBatch();
      this.#writing = batch;
      try {
        await this.#write(Buffer.concat(batch.lines));
        batch.done.resolve();
      } catch (error) {
        this.#fail(error, batch);
      }
      this.#writing = undefined;
    }
    this.#running = false;
  }

  /** The state that a new generation begins with is taken while nothing is written that it does not hold. */
  async #write(bytes: Buffer): Promise<void> {
    const { folder, logLimit, present } = this.#options;
    this.#bytes += bytes.byteLength;
    const isLong = this.#bytes > Math.max(logLimit, this.#snapshotBytes);
    const next = isLong && this.#snapshot === undefined ? present() : undefined;
    const file = this.#open();
    await writeAll(file, bytes);
    await file.datasync();
    if (next === undefined) return;
    await file.close();
    await this.#beginLog(this.#generation + 1, next.revision);
    this.#snapshot = this.#keep(folder, next);
  }

  #open(): FileHandle {
    if (this.#file === undefined) throw new RangeError("The log is not open");
    return this.#file;
  }

  async #beginLog(generation: number, revision: number): Promise<void> {
    const { folder } = this.#options;
    const header = headerLine({ format: formatName, kind: "log", generation, revision });
    const file = await open(logFile(folder, generation), "ax", 0o600);
    this.#file = file;
    await writeAll(file, header);
    await file.datasync();
    await syncFolder(folder);
    this.#generation = generation;
    this.#bytes = header.byteLength;
  }

  /** A snapshot that cannot be written costs disk, not writes: the logs before it stay until another one can. */
  async #keep(folder: string, snapshot: Snapshot): Promise<void> {
    const generation = this.#generation;
    try {
      this.#snapshotBytes = await writeSnapshot(folder, generation, snapshot);
      await dropGenerationsBefore(folder, this.#base);
      this.#base = generation;
    } catch (error) {
      this.#options.log.error("snapshot not written", error, { folder });
    }
    this.#snapshot = undefined;
  }

  #fail(cause: unknown, batch: Batch): void {
    const { folder } = this.#options;
    const file = logFile(folder, this.#generation);
    this.#failure = new StorageError(
      "failed",
      `cannot write "${file}": ${messageOf(cause)}; no write is taken any more, start again once the disk takes writes`,
      { cause },
    );
    this.#options.log.error("log not written", cause, { file });
    for (const { done } of [batch, this.#gathering]) {
      done.promise.catch(() => {}); // there may be nobody who waits
      done.reject(this.#failure);
    }
  }
}

function newBatch(): Batch {
  return { lines: [], done: Promise.withResolvers<void>() };
}
