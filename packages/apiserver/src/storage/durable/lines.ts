import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";

/** A line of a file, without its line end. */
export interface Line {
  /** Where it begins, in bytes. */
  readonly offset: number;
  readonly bytes: Buffer;
  /** False for a last line that has no end. */
  readonly ended: boolean;
}

const chunkSize = 1024 * 1024;

/** The lines of a file, in pieces of about a mebibyte. @throws Error (ENOENT) when there is no such file. */
export async function* readLines(path: string): AsyncGenerator<readonly Line[]> {
  const file = await open(path, "r");
  try {
    let rest: Buffer = Buffer.alloc(0);
    let offset = 0;
    for (let chunk = await readChunk(file); chunk.byteLength > 0; chunk = await readChunk(file)) {
      const text = rest.byteLength === 0 ? chunk : Buffer.concat([rest, chunk]);
      const lines: Line[] = [];
      let start = 0;
      for (let end = text.indexOf(0x0a); end >= 0; end = text.indexOf(0x0a, start)) {
        lines.push({ offset: offset + start, bytes: text.subarray(start, end), ended: true });
        start = end + 1;
      }
      rest = text.subarray(start);
      offset += start;
      yield lines;
    }
    if (rest.byteLength > 0) yield [{ offset, bytes: rest, ended: false }];
  } finally {
    await file.close();
  }
}

async function readChunk(file: FileHandle): Promise<Buffer> {
  const chunk = Buffer.allocUnsafe(chunkSize);
  const { bytesRead } = await file.read(chunk, 0, chunkSize);
  return chunk.subarray(0, bytesRead);
}
