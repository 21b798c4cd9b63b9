import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { createFileTree, messageOf, setOwn } from "@flux-ts/base";
import type { FileTree } from "@flux-ts/base";
import { createTarDecoder } from "modern-tar";
import type { ParsedTarEntry, TarHeader } from "modern-tar";
import { ArtifactError } from "./errors.ts";
import type { PackEntry } from "./pack.ts";

/** What an archive may hold at most. */
export interface UnpackLimits {
  /** Sum of the sizes of all files in bytes. @default 1 GiB */
  readonly maxBytes?: number;
  /** Number of files and folders. @default 100,000 */
  readonly maxEntries?: number;
}

/**
 * Unpacks an archive into memory.
 *
 * @throws ArtifactError `invalid-archive` for anything but plain files and folders below its root, `too-large` past a limit.
 */
export async function unpackArchive(archive: Uint8Array, limits?: UnpackLimits): Promise<FileTree> {
  const files: { [path: string]: Uint8Array } = {};
  for await (const { path, content } of readArchive(archive, limits)) setOwn(files, path, content);
  return createFileTree(files);
}

/**
 * Unpacks an archive into a folder that is empty or does not exist. After a failure the folder holds a part of the files.
 *
 * @throws ArtifactError as {@link unpackArchive}.
 */
export async function unpackToFolder(archive: Uint8Array, folder: string, limits?: UnpackLimits): Promise<void> {
  await mkdir(folder, { recursive: true });
  for await (const { path, executable, content } of readArchive(archive, limits)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content, { flag: "wx", mode: executable ? 0o700 : 0o600 });
  }
}

/** The files of an archive, one in memory at a time. @throws ArtifactError as {@link unpackArchive}. */
export async function* readArchive(
  archive: Uint8Array,
  limits: UnpackLimits = {},
): AsyncGenerator<PackEntry, void, void> {
  const { maxBytes = 1024 ** 3, maxEntries = 100_000 } = limits;
  const names = new Names();
  let [bytes, entries] = [0, 0];
  for await (const { header, body } of decode(archive)) {
    const isFile = checkEntry(header);
    bytes += header.size;
    entries += 1;
    if (bytes > maxBytes) throw tooLarge(`holds more than ${maxBytes} bytes`);
    if (entries > maxEntries) throw tooLarge(`holds more than ${maxEntries} entries`);
    const path = names.add(header.name, isFile);
    if (!isFile) {
      await body.cancel();
      continue;
    }
    const content = new Uint8Array(await new Response(body).arrayBuffer().catch(invalid));
    yield { path, executable: ((header.mode ?? 0) & 0o111) !== 0, content };
  }
}

/** The entries of an archive. Whatever the libraries say about a broken one becomes an {@link ArtifactError}. */
async function* decode(archive: Uint8Array): AsyncGenerator<ParsedTarEntry, void, void> {
  const gunzip = createGunzip();
  const tar = Readable.toWeb(Readable.from([archive]).pipe(gunzip)) as ReadableStream<Uint8Array>;
  const entries = tar.pipeThrough(createTarDecoder({ strict: true }));
  const reader = entries.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(invalid);
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
    gunzip.destroy();
  }
}

function invalid(error: unknown): never {
  throw new ArtifactError("invalid-archive", `archive cannot be read: ${messageOf(error)}`, { cause: error });
}

function tooLarge(what: string): ArtifactError {
  return new ArtifactError("too-large", `archive ${what}`);
}

/** Whether an entry is a file, or else a folder. Nothing else is unpacked, links least of all. */
function checkEntry({ name, type = "file" }: TarHeader): boolean {
  if (type === "file" || type === "directory") return type === "file";
  throw new ArtifactError(
    "invalid-archive",
    `archive entry ${JSON.stringify(name)} is a ${type}, which is not allowed`,
  );
}

/** The names of an archive so far: each file once, and never a file where a folder is. */
class Names {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  /** Checks a name and gives it in its plain form. */
  add(name: string, isFile: boolean): string {
    const path = plainPath(name, isFile);
    const parts = path.split("/");
    for (let depth = 1; depth < parts.length; depth++) this.#addFolder(parts.slice(0, depth).join("/"), name);
    if (!isFile) this.#addFolder(path, name);
    else if (this.#files.has(path) || this.#folders.has(path)) throw conflict(name);
    else this.#files.add(path);
    return path;
  }

  #addFolder(path: string, name: string): void {
    if (this.#files.has(path)) throw conflict(name);
    this.#folders.add(path);
  }
}

function conflict(name: string): ArtifactError {
  return new ArtifactError("invalid-archive", `archive entry ${JSON.stringify(name)} is there twice`);
}

function plainPath(name: string, isFile: boolean): string {
  const path = name.replace(/^(\.\/)+/, "").replace(/\/+$/, "");
  // Archives of folders name the folder itself.
  if (!isFile && (path === "" || path === ".")) return ".";
  const parts = path.split("/");
  if (path === "" || path.includes("\\") || path.includes("\0") || parts.some((part) => /^\.{0,2}$/.test(part))) {
    throw new ArtifactError("invalid-archive", `archive entry has the unsafe name ${JSON.stringify(name)}`);
  }
  return path;
}
