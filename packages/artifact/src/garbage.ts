/** Which files of an artifact's folder stay beside the current one, as upstream's flags say. */
export interface Retention {
  /** Files older than this many milliseconds go. */
  readonly ttlMs: number;
  /** At most this many files stay, the current one among them. */
  readonly records: number;
}

export interface StoredFile {
  readonly name: string;
  /** When it was written, in milliseconds since the epoch. */
  readonly writtenMs: number;
}

/** The files to remove, oldest first. The current one is never among them. */
export function garbageOf(
  files: readonly StoredFile[],
  current: string,
  { ttlMs, records }: Retention,
  nowMs: number,
): readonly StoredFile[] {
  const others = files.filter(({ name }) => name !== current).sort((a, b) => a.writtenMs - b.writtenMs);
  const expired = others.filter(({ writtenMs }) => nowMs - writtenMs > ttlMs);
  const excess = files.length - records;
  return others.slice(0, Math.max(expired.length, excess, 0));
}
