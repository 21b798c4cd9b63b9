import { watch } from "node:fs";
import type { FSWatcher } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createRepository, readReferences } from "@flux-ts/git/server";

export interface MirrorOptions {
  /** The Git folder that is mirrored. Nothing in it is changed. */
  readonly from: string;
  /** The bare repository that has the same content; made anew. */
  readonly to: string;
  /** Called after a change of branches or tags has arrived in the mirror. */
  readonly onChange: () => void;
  readonly onError: (error: Error) => void;
}

/** How long writes to a repository may go on before they are looked at: git writes several files per commit. */
const settleMs = 50;

/**
 * A bare repository with the objects of another one (by reference, not by copy) and the same branches and tags. The
 * server may show it without showing what lies next to the other one. Follows until it is disposed.
 */
export async function mirrorRepository(options: MirrorOptions): Promise<Disposable> {
  const { from, to } = options;
  await rm(to, { recursive: true, force: true });
  await createRepository(to);
  await mkdir(join(to, "objects", "info"), { recursive: true });
  await writeFile(join(to, "objects", "info", "alternates"), `${resolve(from, "objects")}\n`);
  const mirror = new Mirror(options);
  await mirror.copyReferences();
  mirror.watch();
  return mirror;
}

class Mirror implements Disposable {
  readonly #options: MirrorOptions;
  readonly #watchers: FSWatcher[] = [];
  #copied = "";
  #timer: NodeJS.Timeout | undefined;
  #copying = Promise.resolve();

  constructor(options: MirrorOptions) {
    this.#options = options;
  }

  /** Returns whether anything has changed. References of the mirror lie in one file, replaced as a whole. */
  async copyReferences(): Promise<boolean> {
    const { from, to } = this.#options;
    const references = [...(await readReferences(from))].filter(([name]) => /^refs\/(heads|tags)\//.test(name));
    const text = references.map(([name, hash]) => `${hash} ${name}\n`).join("");
    if (text === this.#copied) return false;
    const draft = join(to, "packed-refs.new");
    await writeFile(draft, text);
    await rename(draft, join(to, "packed-refs"));
    this.#copied = text;
    return true;
  }

  watch(): void {
    const { from, onError } = this.#options;
    for (const [path, recursive] of [
      [from, false], // packed-refs
      [join(from, "refs"), true],
    ] as const) {
      const watcher = watch(path, { recursive }, () => this.#later());
      watcher.on("error", onError);
      this.#watchers.push(watcher);
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.close();
  }

  #later(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#copying = this.#copying.then(() => this.#follow());
    }, settleMs);
  }

  async #follow(): Promise<void> {
    const { onChange, onError } = this.#options;
    try {
      if (await this.copyReferences()) onChange();
    } catch (error) {
      onError(error instanceof Error ? error : new Error(String(error)));
    }
  }
}
