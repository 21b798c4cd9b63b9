import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** An empty folder for the time of a test. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "flux-store-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export interface ServerProcess {
  readonly url: string;
  /** Ends the process without giving it a chance to do anything. */
  kill(): Promise<void>;
}

const program = fileURLToPath(new URL("durable-server.ts", import.meta.url));

export interface ServerProcessOptions {
  readonly folder: string;
  /** In bytes. */
  readonly logLimit: number;
  /** How large a file of it can become. */
  readonly fileLimitKiB?: number;
}

/** Starts a server with its state in a folder, in a process of its own. */
export async function startServerProcess(options: ServerProcessOptions): Promise<ServerProcess> {
  const { folder, logLimit, fileLimitKiB } = options;
  const limit = fileLimitKiB === undefined ? "" : `ulimit -f ${fileLimitKiB}; trap '' XFSZ; `;
  const args = ["-c", `${limit}exec "$@"`, "server", process.execPath, program, folder, String(logLimit)];
  const child = spawn("bash", args, { stdio: ["ignore", "pipe", "inherit"] });
  const [url] = (await once(createInterface(child.stdout), "line")) as [string];
  return {
    url,
    kill: async () => {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}
