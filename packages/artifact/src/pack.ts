import { Readable } from "node:stream";
import { createGzip } from "node:zlib";
import { createTarPacker } from "modern-tar";
import type { TarHeader, TarPackController } from "modern-tar";

/** A file of an artifact. */
export interface PackEntry {
  /** Relative, with `/` between names. */
  readonly path: string;
  readonly executable: boolean;
  readonly content: Uint8Array;
}

// Modes and level as upstream; a level that is left to the library could change the digest of unchanged content.
const modes = { folder: 0o750, file: 0o600, executable: 0o700 };
const compressionLevel = 6;

/**
 * Packs files as a gzip-compressed tar archive. Equal files give equal bytes: owners, times and modes are normalised.
 * Entries must come sorted by path; folders follow from them. One file is in memory at a time.
 *
 * The stream fails with a TypeError when the entries are not sorted, and with whatever the entries throw.
 */
export function packArchive(entries: AsyncIterable<PackEntry>): Readable {
  const { readable, controller } = createTarPacker();
  addEntries(entries, controller).catch((error: unknown) => controller.error(error));
  const gzip = createGzip({ level: compressionLevel });
  return Readable.fromWeb(readable)
    .on("error", (error) => gzip.destroy(error))
    .pipe(gzip);
}

async function addEntries(entries: AsyncIterable<PackEntry>, controller: TarPackController): Promise<void> {
  const folders = new Set<string>();
  let last = "";
  for await (const { path, executable, content } of entries) {
    if (path <= last) throw new TypeError(`Entry ${JSON.stringify(path)} comes after ${JSON.stringify(last)}`);
    last = path;
    for (const folder of foldersOf(path)) {
      if (folders.has(folder)) continue;
      folders.add(folder);
      await controller.add(headerOf({ name: `${folder}/`, type: "directory", size: 0, mode: modes.folder })).close();
    }
    const mode = executable ? modes.executable : modes.file;
    const writer = controller.add(headerOf({ name: path, type: "file", size: content.length, mode })).getWriter();
    if (content.length > 0) await writer.write(content);
    await writer.close();
  }
  controller.finalize();
}

function headerOf(header: TarHeader): TarHeader {
  return { ...header, mtime: new Date(0), uid: 0, gid: 0, uname: "", gname: "" };
}

function* foldersOf(path: string): Generator<string, void, void> {
  for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) yield path.slice(0, slash);
}
