import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createRepository, readReferences } from "@flux-ts/git/server";
import { watchPaths } from "./watch.ts";

export interface MirrorOptions {
  /** The Git folder that is mirrored. Nothing in it is changed. */
  readonly from: string;
  /** The bare repository that has the same content; made anew. */
  readonly to: string;
  /** Called after a change of branches or tags has arrived in the mirror. */
  readonly onChange: () => void;
  readonly onError: (error: Error) => void;
}

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
  let copied = await copyReferences(options, "");
  return watchPaths([{ path: from }, { path: join(from, "refs"), recursive: true }], {
    look: async () => {
      const before = copied;
      copied = await copyReferences(options, before);
      if (copied !== before) options.onChange();
    },
    onError: options.onError,
  });
}

/** References of the mirror lie in one file, replaced as a whole. Gives its text, which is `before` when nothing changed. */
async function copyReferences({ from, to }: MirrorOptions, before: string): Promise<string> {
  const references = [...(await readReferences(from))].filter(([name]) => /^refs\/(heads|tags)\//.test(name));
  const text = references.map(([name, hash]) => `${hash} ${name}\n`).join("");
  if (text === before) return before;
  const draft = join(to, "packed-refs.new");
  await writeFile(draft, text);
  await rename(draft, join(to, "packed-refs"));
  return text;
}
