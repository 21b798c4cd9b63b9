import type { PackEntry } from "@flux-ts/artifact";
import type { Checkout, TreeFile } from "@flux-ts/git";
import { createIgnore, ignoreFile, parseRules } from "../ignore/rules.ts";
import type { IgnoreRule } from "../ignore/rules.ts";

export interface ContentOptions {
  readonly included: readonly PackEntry[];
  /** `spec.ignore`. */
  readonly ignore?: string | undefined;
  readonly signal: AbortSignal;
}

/**
 * The files of an artifact: those of a checkout and of its includes, which win, without what the rules leave out.
 * Links are left out, as upstream leaves them out. One file of the checkout is in memory at a time.
 */
export async function* contentOf(
  checkout: Checkout,
  { included, ignore = "", signal }: ContentOptions,
): AsyncGenerator<PackEntry, void, void> {
  const own = checkout.files.filter((file) => file.kind !== "link" && !isShadowed(file.path, included));
  const rules = [...(await readRules(checkout, own, included, signal)), ...parseRules(ignore)];
  const isIgnored = createIgnore(rules);
  const files = own.filter(({ path }) => !isIgnored(path));
  const contents = checkout.read(files, signal);
  try {
    for (const entry of sortByPath([...files, ...included.filter(({ path }) => !isIgnored(path))])) {
      if ("content" in entry) yield entry;
      else yield await readNext(entry, contents);
    }
  } finally {
    await contents.return();
  }
}

async function readNext(
  { path, kind }: TreeFile,
  contents: AsyncGenerator<Uint8Array, void, void>,
): Promise<PackEntry> {
  const { value } = await contents.next();
  if (value === undefined) throw new RangeError(`Content of ${path} is missing`);
  return { path, executable: kind === "executable", content: value };
}

/** Whether an included file is at this path, above it or below it. */
function isShadowed(path: string, included: readonly PackEntry[]): boolean {
  return included.some(
    (other) => other.path === path || path.startsWith(`${other.path}/`) || other.path.startsWith(`${path}/`),
  );
}

/** The rules of all ignore files: those of a folder come after those of the folders above, so that they win. */
async function readRules(
  checkout: Checkout,
  own: readonly TreeFile[],
  included: readonly PackEntry[],
  signal: AbortSignal,
): Promise<readonly IgnoreRule[]> {
  const texts: { path: string; content: Uint8Array }[] = included.filter(({ path }) => isIgnoreFile(path));
  const files = own.filter(({ path }) => isIgnoreFile(path));
  let index = 0;
  for await (const content of checkout.read(files, signal)) {
    texts.push({ path: files[index]?.path ?? "", content });
    index += 1;
  }
  const decoder = new TextDecoder();
  return sortByPath(texts.map(({ path, content }) => ({ path: folderOf(path), content }))).flatMap(
    ({ path, content }) => parseRules(decoder.decode(content), path),
  );
}

function isIgnoreFile(path: string): boolean {
  return path === ignoreFile || path.endsWith(`/${ignoreFile}`);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.length - ignoreFile.length - 1));
}

function sortByPath<T extends { readonly path: string }>(entries: readonly T[]): readonly T[] {
  return entries.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
