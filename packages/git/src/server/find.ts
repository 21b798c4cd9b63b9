import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";

const segment = /^[A-Za-z0-9_+-][A-Za-z0-9._+-]*$/;

/** The folder of the bare repository a URL path names, with or without `.git`; undefined when there is none below the root. */
export async function findRepository(root: string, path: string): Promise<string | undefined> {
  if (!path.split("/").every((name) => segment.test(name))) return undefined;
  // A root that nobody has put anything into yet may not exist.
  const top = await realpath(root).catch(() => undefined);
  if (top === undefined) return undefined;
  for (const name of [path, `${path}.git`]) {
    const folder = await realpath(join(top, name)).catch(() => undefined);
    if (folder?.startsWith(top + sep) === true && (await isRepository(folder))) return folder;
  }
  return undefined;
}

async function isRepository(folder: string): Promise<boolean> {
  const [head, objects] = await Promise.all(
    ["HEAD", "objects"].map((name) => stat(join(folder, name)).catch(() => undefined)),
  );
  return head?.isFile() === true && objects?.isDirectory() === true;
}
