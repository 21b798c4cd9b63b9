import { createWriteStream } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "@flux-ts/base";
import { createLog } from "@flux-ts/manager";
import { lockFolder } from "./lock.ts";

/** Where one run keeps its files. */
export interface State extends AsyncDisposable {
  readonly kubeconfig: string;
  readonly artifacts: string;
  readonly logFile: string;
  readonly log: Log;
}

/**
 * Opens the state folder, creating it. Repositories in it stay; artifacts of an earlier run go with its cluster, unless
 * that is kept.
 *
 * @throws CommandError when another run uses the folder.
 */
export async function openState(folder: string, { keepArtifacts = false } = {}): Promise<State> {
  const artifacts = join(folder, "artifacts");
  const logFile = join(folder, "flux.log");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const lock = await lockFolder(folder, join(folder, "lock"));
  await writeFile(join(folder, ".gitignore"), "*\n");
  if (!keepArtifacts) await rm(artifacts, { recursive: true, force: true });
  const destination = createWriteStream(logFile, { mode: 0o600, flags: keepArtifacts ? "a" : "w" });
  return {
    kubeconfig: join(folder, "kubeconfig"),
    artifacts,
    logFile,
    log: createLog({ level: "info", destination }),
    [Symbol.asyncDispose]: async () => {
      await new Promise<void>((resolve) => destination.end(resolve));
      await lock[Symbol.asyncDispose]();
    },
  };
}
