import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StorageError } from "./errors.ts";

/**
 * Claims a folder for this process. The claim is a lock of the operating system on the file `lock`, which SQLite
 * takes for us: it ends with the process, however that ends, and no process id can be mistaken for another's.
 *
 * @throws StorageError `locked`, naming the process that has it.
 */
export async function lockFolder(folder: string): Promise<Disposable> {
  const owner = join(folder, "owner");
  const database = new DatabaseSync(join(folder, "lock"));
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    const pid = (await readFile(owner, "utf8").catch(() => "")).trim();
    throw new StorageError(
      "locked",
      `cannot use "${folder}": process ${pid || "(unknown)"} has its cluster open; stop that one, or choose another folder`,
      { cause: error },
    );
  }
  await writeFile(owner, `${process.pid}\n`);
  return { [Symbol.dispose]: () => database.close() };
}

const busy = 5;

function isBusy(error: unknown): boolean {
  return (error as { readonly errcode?: number }).errcode === busy;
}
