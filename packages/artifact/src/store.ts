import { createWriteStream } from "node:fs";
import { mkdir, readFile, readdir, rename, rm, stat, symlink } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { passCheckpoint } from "@flux-ts/base";
import type { ReachCheckpoint } from "@flux-ts/base";
import { checkDigest, createMeter, digestBytes, digestFile } from "./digest.ts";
import { ArtifactError } from "./errors.ts";
import { garbageOf } from "./garbage.ts";
import type { Retention, StoredFile } from "./garbage.ts";
import { packArchive } from "./pack.ts";
import type { PackEntry } from "./pack.ts";
import { artifactPath, locate } from "./path.ts";
import type { ArtifactKey } from "./path.ts";

export interface ArtifactStoreOptions {
  /** Folder on disk; created when it does not exist. */
  readonly root: string;
  /** Where the artifacts are served, `host:port` or a URL: what clients are told. */
  readonly address: string;
  /** @default one minute, two records */
  readonly retention?: Retention;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** @default nobody is told */
  readonly reach?: ReachCheckpoint;
}

/** What the store knows of an artifact it wrote. */
export interface StoredArtifact {
  readonly path: string;
  readonly url: string;
  /** `sha256:<hex>` of the archive. */
  readonly digest: string;
  /** Of the archive, in bytes. */
  readonly size: number;
}

export interface ArtifactStore {
  /** Packs files into an archive. It appears under its name only when it is complete. */
  put(key: ArtifactKey, file: string, entries: AsyncIterable<PackEntry>): Promise<StoredArtifact>;
  /**
   * Whether an artifact is on disk with this digest. The bytes are read once per file; later calls only look
   * whether it is still the same file.
   */
  check(path: string, digest: string): Promise<"intact" | "missing" | "corrupt">;
  /** The bytes of an artifact, for consumers in this process. @throws ArtifactError `not-found` or `digest-mismatch`. */
  read(path: string, digest: string): Promise<Uint8Array>;
  /** Removes one artifact, if it is there. */
  remove(path: string): Promise<void>;
  /** Removes what retention no longer keeps beside the current artifact, and gives the names of the files. */
  collect(current: string): Promise<readonly string[]>;
  /** Removes everything of an object; true when there was something. */
  removeAll(key: ArtifactKey): Promise<boolean>;
  /** Points `link`, such as `latest.tar.gz`, to an artifact beside it, and gives the URL of the link. */
  link(path: string, link: string): Promise<string>;
  /** The URL of a path at the store's address. */
  urlOf(path: string): string;
}

const defaultRetention: Retention = { ttlMs: 60_000, records: 2 };
const temporary = ".tmp-";

/** A store of artifacts on disk, laid out as upstream's: `<root>/<kind>/<namespace>/<name>/<file>`. */
export function createArtifactStore(options: ArtifactStoreOptions): ArtifactStore {
  return new DiskStore(options);
}

class DiskStore implements ArtifactStore {
  readonly #root: string;
  readonly #base: string;
  readonly #retention: Retention;
  readonly #now: () => number;
  readonly #reach: ReachCheckpoint;
  /** By path: which file was found to be right. */
  readonly #verified = new Map<string, string>();

  constructor(options: ArtifactStoreOptions) {
    const { root, address, retention = defaultRetention, now = Date.now, reach = passCheckpoint } = options;
    this.#root = root;
    this.#base = /^https?:\/\//.test(address) ? address.replace(/\/$/, "") : `http://${address}`;
    this.#retention = retention;
    this.#now = now;
    this.#reach = reach;
  }

  urlOf(path: string): string {
    return `${this.#base}/${path}`;
  }

  async put(key: ArtifactKey, file: string, entries: AsyncIterable<PackEntry>): Promise<StoredArtifact> {
    const path = artifactPath(key, file);
    const target = place(this.#root, path);
    const written = await write(target, entries, this.#reach);
    this.#verified.set(path, await fingerprint(target, written.digest));
    return { path, url: this.urlOf(path), ...written };
  }

  async check(path: string, digest: string): Promise<"intact" | "missing" | "corrupt"> {
    const target = place(this.#root, path);
    const seen = await fingerprint(target, digest).catch(ignoreMissing);
    if (seen === undefined) return "missing";
    if (this.#verified.get(path) === seen) return "intact";
    if ((await digestFile(target)) !== digest) return "corrupt";
    this.#verified.set(path, seen);
    return "intact";
  }

  async read(path: string, digest: string): Promise<Uint8Array> {
    const bytes = await readFile(place(this.#root, path)).catch(ignoreMissing);
    if (bytes === undefined) throw new ArtifactError("not-found", `no artifact at '${path}'`);
    checkDigest(digestBytes(bytes), digest);
    return bytes;
  }

  async remove(path: string): Promise<void> {
    this.#verified.delete(path);
    await rm(place(this.#root, path), { force: true });
  }

  async collect(current: string): Promise<readonly string[]> {
    const folder = dirname(place(this.#root, current));
    const garbage = garbageOf(await listFiles(folder), basename(current), this.#retention, this.#now());
    for (const { name } of garbage) {
      this.#verified.delete(`${dirname(current)}/${name}`);
      await rm(join(folder, name), { force: true });
      this.#reach("artifact/collected");
    }
    return garbage.map(({ name }) => name);
  }

  async removeAll(key: ArtifactKey): Promise<boolean> {
    const path = artifactPath(key, "all");
    const folder = dirname(place(this.#root, path));
    const existed = (await stat(folder).catch(ignoreMissing)) !== undefined;
    for (const known of this.#verified.keys()) if (dirname(known) === dirname(path)) this.#verified.delete(known);
    await rm(folder, { recursive: true, force: true });
    this.#reach("artifact/removed");
    return existed;
  }

  async link(path: string, link: string): Promise<string> {
    const target = place(this.#root, path);
    const next = join(dirname(target), `${link}${temporary}${randomUUID()}`);
    await symlink(basename(target), next);
    await rename(next, join(dirname(target), link));
    return this.urlOf(`${dirname(path)}/${link}`);
  }
}

function place(root: string, path: string): string {
  const found = locate(root, path);
  if (found === undefined) throw new RangeError(`${JSON.stringify(path)} is not a path of an artifact`);
  return found;
}

async function write(
  target: string,
  entries: AsyncIterable<PackEntry>,
  reach: ReachCheckpoint,
): Promise<{ digest: string; size: number }> {
  const next = `${target}${temporary}${randomUUID()}`;
  const meter = createMeter();
  await mkdir(dirname(target), { recursive: true });
  try {
    await pipeline(
      packArchive(entries),
      meter.stream,
      createWriteStream(next, { flags: "wx", mode: 0o600, flush: true }),
    );
    reach("artifact/packed");
    await rename(next, target);
    reach("artifact/stored");
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
  return { digest: meter.digest(), size: meter.size() };
}

/** Tells one file on disk from any other with the same name, together with the digest it should have. */
async function fingerprint(target: string, digest: string): Promise<string> {
  const { ino, size, mtimeMs } = await stat(target);
  return [ino, size, mtimeMs, digest].join(" ");
}

async function listFiles(folder: string): Promise<readonly StoredFile[]> {
  const entries = (await readdir(folder, { withFileTypes: true }).catch(ignoreMissing)) ?? [];
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map(async ({ name }) => ({ name, writtenMs: (await stat(join(folder, name))).mtimeMs })));
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
}
