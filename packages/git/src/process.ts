import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";

export interface GitCommand {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly stdin?: string | Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

/** Git ran and failed. `stderr` may name URLs, never credentials, which go another way. */
export class GitProcessError extends Error {
  override readonly name = "GitProcessError";
  readonly exitCode: number | null;
  readonly stderr: string;

  constructor(command: string, exitCode: number | null, stderr: string) {
    super(`git ${command} failed: ${stderr.trim() || `exit code ${exitCode}`}`);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

type GitChild = ChildProcessByStdio<Writable, Readable, Readable>;

export interface GitProcess {
  readonly child: GitChild;
  /** Ends git and its helpers. */
  readonly stop: () => void;
  /** Resolves when git succeeded; rejects with {@link GitProcessError}, or with the reason of the signal. */
  readonly done: Promise<void>;
}

// A git that ignores SIGTERM for this long is killed.
const killAfterMs = 2000;
const maxErrorText = 64 * 1024;

/** Starts git. Whoever starts it awaits `done`. */
export function startGit(command: GitCommand): GitProcess {
  const { args, env, cwd, signal } = command;
  signal?.throwIfAborted();
  // A group of its own: git's helpers, which hold the connection, do not end with git.
  const child = spawn("git", args, { env, cwd, stdio: ["pipe", "pipe", "pipe"], detached: true });
  // Git may exit before it has read its input; its exit code tells more than EPIPE.
  child.stdin.on("error", () => {});
  let closed = false;
  const kill = (name: NodeJS.Signals): void => {
    if (!closed && child.pid !== undefined) killGroup(child.pid, name);
  };
  const stop = (): void => {
    kill("SIGTERM");
    setTimeout(() => kill("SIGKILL"), killAfterMs).unref();
  };
  signal?.addEventListener("abort", stop, { once: true });
  const errors = collectErrors(child.stderr);
  const done = new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode) => {
      closed = true;
      signal?.removeEventListener("abort", stop);
      if (exitCode === 0) resolve();
      else if (signal?.aborted === true) reject(signal.reason as Error);
      else reject(new GitProcessError(args[0] ?? "", exitCode, errors()));
    });
  });
  return { child, done, stop };
}

function killGroup(leader: number, name: NodeJS.Signals): void {
  try {
    process.kill(-leader, name);
  } catch (error) {
    // The last of the group may end just now.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function collectErrors(stream: Readable): () => string {
  let collected = "";
  stream.setEncoding("utf8");
  stream.on("data", (chunk: string) => {
    if (collected.length < maxErrorText) collected += chunk;
  });
  return () => collected;
}

/** Runs git to its end and gives what it printed, as text. */
export async function runGit(command: GitCommand): Promise<string> {
  const { child, done } = startGit(command);
  child.stdin.end(command.stdin);
  const [output] = await Promise.all([text(child.stdout), done]);
  return output;
}
