import type { StorageDamage } from "./errors.ts";
import { wrongFormat } from "./files.ts";
import type { Line } from "./lines.ts";
import { readLines } from "./lines.ts";
import type { LogRecord } from "./record.ts";
import { formatName, isHeader, readLine, toLogRecord } from "./record.ts";
import type { Replay } from "./replay.ts";

export interface LogReading {
  /** Where the part ends that was read: what follows is unreadable, and given up. */
  readonly end: number;
  /** The newest revision that the file names, in the part that is given up, too. */
  readonly newest: number;
  readonly damage: StorageDamage | undefined;
}

/**
 * Adds what a log tells to a state, up to the first line that is not as it was written or does not follow on the one
 * before.
 *
 * @throws StorageError `format`
 */
export async function readLog(file: string, replay: Replay): Promise<LogReading> {
  const reading = new Reading(file, replay);
  for await (const lines of readLines(file)) for (const line of lines) reading.add(line);
  return reading.result();
}

/** How many of the objects whose writes are lost are named. */
const namedObjects = 5;

class Reading {
  readonly #file: string;
  readonly #replay: Replay;
  #begun = false;
  #end = 0;
  #newest = 0;
  #problem: string | undefined;
  /** Bytes and whole records after the problem. */
  #rest = 0;
  readonly #lost: LogRecord[] = [];

  constructor(file: string, replay: Replay) {
    this.#file = file;
    this.#replay = replay;
  }

  add({ offset, bytes, ended }: Line): void {
    const length = bytes.byteLength + (ended ? 1 : 0);
    const value = ended ? readLine(bytes) : undefined;
    const record = toLogRecord(value);
    if (record !== undefined) this.#newest = Math.max(this.#newest, record.revision);
    this.#problem ??= this.#problemOf(value, record);
    if (this.#problem !== undefined) {
      this.#rest += length;
      if (record !== undefined) this.#lost.push(record);
      return;
    }
    if (record !== undefined) this.#replay.add(record);
    this.#begun = true;
    this.#end = offset + length;
  }

  result(): LogReading {
    const damage = this.#begun ? this.#damage() : this.#noLog();
    return { end: this.#end, newest: this.#newest, damage };
  }

  #problemOf(value: ReturnType<typeof readLine>, record: LogRecord | undefined): string | undefined {
    if (value === undefined) return "a line is not as it was written";
    if (!this.#begun) return this.#problemOfHeader(value);
    if (record === undefined) return "a line says nothing that is known";
    const { revision } = this.#replay;
    const writes = record.kind === "put" || record.kind === "remove";
    if (writes ? record.revision === revision + 1 : record.revision >= revision) return undefined;
    return `revision ${record.revision} follows on ${revision}`;
  }

  #problemOfHeader(value: { readonly [field: string]: unknown }): string | undefined {
    if (!isHeader(value)) return "it does not begin as a log";
    if (value.format !== formatName) throw wrongFormat(this.#file, value.format);
    const { revision } = this.#replay;
    return value.revision === revision ? undefined : `it begins with revision ${value.revision}, not ${revision}`;
  }

  #damage(): StorageDamage | undefined {
    if (this.#problem === undefined) return undefined;
    const { revision } = this.#replay;
    const where = `log "${this.#file}", byte ${this.#end}`;
    const lost = this.#lost.length > 0;
    const message = lost
      ? `${where}: ${this.#problem}; the state is that of revision ${revision}, and what was written after it is lost: ${this.#describe()}`
      : `${where}: the last ${this.#rest} bytes are of a write that was cut off before anybody was told of it; the state is that of revision ${revision}`;
    return { file: this.#file, offset: this.#end, lost, message };
  }

  #noLog(): StorageDamage {
    const message = `log "${this.#file}" is unreadable from its beginning; the state is that of revision ${this.#replay.revision}, and what was written after it is lost: ${this.#describe()}`;
    return { file: this.#file, offset: 0, lost: this.#rest > 0, message };
  }

  #describe(): string {
    const writes = this.#lost.flatMap((record) =>
      record.kind === "put" || record.kind === "remove" ? `${record.table} ${record.key}` : [],
    );
    const objects = [...new Set(writes)];
    const named = objects.slice(0, namedObjects).join(", ");
    const more = objects.length > namedObjects ? ` and ${objects.length - namedObjects} more` : "";
    return `${this.#rest} bytes with ${writes.length} readable writes${named === "" ? "" : ` of ${named}${more}`}`;
  }
}
