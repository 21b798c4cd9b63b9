/**
 * - `locked`: another process has the folder
 * - `format`: the folder was written by another version
 * - `damaged`: no state can be recovered from the files
 * - `failed`: a write did not reach the disk; nothing is written any more
 */
export type StorageErrorCode = "locked" | "format" | "damaged" | "failed";

export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code: StorageErrorCode;

  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What was found wrong with a file when a folder was opened, and what that means. */
export interface StorageDamage {
  readonly file: string;
  /** Byte of the file where it begins. */
  readonly offset: number;
  /**
   * Whether acknowledged writes are lost. The rest of a write that a crash cut off is none: nobody was told that it
   * had happened.
   */
  readonly lost: boolean;
  /** For people: what, how much, and what was done about it. */
  readonly message: string;
}
