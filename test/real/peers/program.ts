import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A program that runs until it is stopped. It never outlives this process. */
export interface Program extends AsyncDisposable {
  readonly pid: number;
  /** Resolves when the check says true. */
  ready(check: () => Promise<boolean>, timeoutMs: number): Promise<void>;
}

/** Starts a program that writes what it says to a file. `env` is added to the environment of this process. */
export async function startProgram(
  path: string,
  args: readonly string[],
  logFile: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Program> {
  const log = createWriteStream(logFile);
  await once(log, "open");
  const child = spawn(path, args, { stdio: ["ignore", log, log], env: { ...process.env, ...env } });
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  const exited = once(child, "exit").finally(() => {
    process.off("exit", kill);
    log.close();
  });
  await once(child, "spawn");
  return {
    pid: child.pid ?? 0,
    ready: (check, timeoutMs) => untilReady(child, { check, timeoutMs, logFile }),
    async [Symbol.asyncDispose]() {
      // There is nothing to save: all that these programs know is thrown away after them.
      kill();
      await exited;
    },
  };
}

interface Readiness {
  readonly check: () => Promise<boolean>;
  readonly timeoutMs: number;
  readonly logFile: string;
}

async function untilReady(child: ChildProcess, { check, timeoutMs, logFile }: Readiness): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await check().catch(() => false))) {
    const ended = child.exitCode ?? child.signalCode;
    if (ended === null && Date.now() < deadline) {
      await sleep(50);
      continue;
    }
    const what = ended === null ? `is not ready after ${timeoutMs} ms` : `has ended with ${ended}`;
    const lines = (await readFile(logFile, "utf8")).trimEnd().split("\n");
    throw new Error(`${basename(child.spawnfile)} ${what}. It said last:\n${lines.slice(-10).join("\n")}`);
  }
}

// Below the range that systems take ports of outgoing connections from: those would take one that is free for a moment.
const lowestPort = 20_000;
const highestPort = 32_000;

/** Ports of the loopback interface that nobody listens on now, and that no outgoing connection takes. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = lowestPort + Math.floor(Math.random() * (highestPort - lowestPort));
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return false;
  }
  await once(server.close(), "close");
  return true;
}
