/** A file that is no snapshot of a cluster. The message names the file, the line, the object and what to do. */
export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
}
