/** What an archive of a chart may hold at most. The sizes are Helm's. */
export interface ArchiveLimits {
  /** All files together, in bytes. @default 100 MiB */
  readonly maxBytes?: number;
  /** One file, in bytes. @default 5 MiB */
  readonly maxFileBytes?: number;
  /** Files and folders. @default 50,000 */
  readonly maxEntries?: number;
}

const mebibyte = 1024 ** 2;

export const defaultLimits: Required<ArchiveLimits> = {
  maxBytes: 100 * mebibyte,
  maxFileBytes: 5 * mebibyte,
  maxEntries: 50_000,
};
