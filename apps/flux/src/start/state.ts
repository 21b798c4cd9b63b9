import { createWriteStream } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "@flux-ts/base";
import { createLog } from "@flux-ts/manager";

/** Where one run keeps its files. One run at a time may use a folder. */
export interface State extends AsyncDisposable {
  readonly kubeconfig: string;
  readonly artifacts: string;
  readonly logFile: string;
  readonly log: Log;
}

/** Opens the state folder, creating it. Repositories in it stay; artifacts of an earlier run go with its cluster. */
export async function openState(folder: string): Promise<State> {
  const artifacts = join(folder, "artifacts");
  const logFile = join(folder, "flux.log");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, ".gitignore"), "*\n");
  await rm(artifacts, { recursive: true, force: true });
  const destination = createWriteStream(logFile, { mode: 0o600 });
  return {
    kubeconfig: join(folder, "kubeconfig"),
    artifacts,
    logFile,
    log: createLog({ level: "info", destination }),
    [Symbol.asyncDispose]: () => new Promise((resolve) => destination.end(resolve)),
  };
}
