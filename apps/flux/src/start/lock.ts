import { readFile, rm, writeFile } from "node:fs/promises";
import { CommandError } from "../program/errors.ts";

/**
 * Claims a folder for this process until the lock is disposed. A lock whose process is gone counts for nothing.
 *
 * @throws CommandError naming the process that has it.
 */
export async function lockFolder(folder: string, file: string): Promise<AsyncDisposable> {
  if (!(await claim(file))) {
    const holder = Number(await readFile(file, "utf8"));
    if (isAlive(holder)) {
      throw new CommandError(
        `"${folder}" is in use by process ${holder}: stop it, or choose another folder with --dir`,
      );
    }
    await rm(file, { force: true });
    if (!(await claim(file))) throw new CommandError(`"${folder}" was claimed by another process just now`);
  }
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
}

async function claim(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as { readonly code?: string }).code === "EEXIST") return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { readonly code?: string }).code === "EPERM"; // somebody else's
  }
}
