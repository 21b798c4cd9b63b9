import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const main = fileURLToPath(new URL("../../apps/flux/src/main.ts", import.meta.url));

/** `flux start` as a process of its own. */
export interface StartedFlux extends AsyncDisposable {
  /** The first line that matches, which may have been printed already. Rejects when the process ends without it. */
  line(pattern: RegExp): Promise<RegExpMatchArray>;
  /** Everything printed so far. */
  readonly output: string;
  /** Asks the process to stop and gives its exit code. */
  stop(): Promise<number | null>;
  /** The exit code once the process ends by itself. */
  readonly exit: Promise<number | null>;
}

export function startFlux(args: readonly string[]): StartedFlux {
  const child = spawn(process.execPath, [main, "start", ...args], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const listeners = new Set<() => void>();
  const grow = (chunk: Buffer): void => {
    output += chunk.toString("utf8");
    for (const listener of listeners) listener();
  };
  child.stdout.on("data", grow);
  child.stderr.on("data", grow);
  const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
  const stop = async (): Promise<number | null> => {
    child.kill("SIGINT");
    return await exit;
  };
  return {
    get output() {
      return output;
    },
    exit,
    stop,
    line: async (pattern) => {
      const { promise, resolve, reject } = Promise.withResolvers<RegExpMatchArray>();
      const look = (): void => {
        const match = output.match(pattern);
        if (match) resolve(match);
      };
      listeners.add(look);
      look();
      void exit.then((code) => reject(new Error(`flux start ended with ${code} before ${pattern}:\n${output}`)));
      return await promise.finally(() => listeners.delete(look));
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
    },
  };
}

/** Runs our `flux` command to its end. @throws when it exits with another code than 0. */
export async function flux(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(process.execPath, [main, ...args], { cwd: root });
  return stdout + stderr;
}

/** A clone of a repository, edited and pushed as a user does it. */
export interface Clone {
  readonly folder: string;
  git(...args: readonly string[]): Promise<string>;
  /** Commits everything in the folder and pushes it. Gives the commit. */
  push(message: string): Promise<string>;
}

export async function clone(url: string, folder: string): Promise<Clone> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_TERMINAL_PROMPT: "0",
    GIT_AUTHOR_NAME: "Test",
    GIT_AUTHOR_EMAIL: "test@example.com",
    GIT_COMMITTER_NAME: "Test",
    GIT_COMMITTER_EMAIL: "test@example.com",
  };
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run("git", args, { cwd: folder, env })).stdout;
  await run("git", ["clone", "--quiet", url, folder], { env });
  return {
    folder,
    git,
    push: async (message) => {
      await git("add", "--all");
      await git("commit", "--quiet", "--message", message);
      await git("push", "--quiet", "origin", "HEAD");
      return (await git("rev-parse", "HEAD")).trim();
    },
  };
}
