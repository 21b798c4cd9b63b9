import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApiServer } from "@flux-ts/apiserver";
import type { JsonValue } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";
import { HttpDoor } from "./http.ts";
import { Matcher } from "./match.ts";

/** kubectl as the recording ran it; the newer one of another release words things differently. */
export const kubectlProgram = "/usr/bin/kubectl";

export type KubectlScript = {
  readonly name: string;
  readonly files: { readonly [name: string]: string };
  readonly setup: readonly SetupRequest[];
  readonly commands: readonly Command[];
};

type SetupRequest = {
  readonly method: string;
  readonly path: string;
  readonly body?: JsonValue;
  readonly contentType: string;
  /** Repeat until the answer has this status. */
  readonly until?: number;
};

type Command = {
  readonly argv: readonly string[];
  readonly stdin?: string;
  readonly env?: { readonly [name: string]: string };
  readonly sleepMs?: number;
  readonly result: Outcome;
};

type Outcome = {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
};

const deadlineMs = 60_000;

/** Runs the commands of a script against a server of its own. Gives what differs in their output. */
export async function runKubectl(script: KubectlScript): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "kubectl-"));
  const signal = AbortSignal.timeout(deadlineMs);
  try {
    for (const [name, text] of Object.entries(script.files)) await writeFile(join(folder, name), text);
    await using server = createApiServer({ controllers: false });
    // kubectl sends its token over TLS only.
    const { url } = await server.listen({ identity: { user: "admin", groups: ["system:masters"] } });
    await setUp(script.setup, url, signal);
    const matcher = new Matcher(Date.now);
    const differences: string[] = [];
    for (const command of script.commands) {
      const got = await runCommand(command, { url, folder, signal });
      const lines = difference(command.result, got, url, matcher);
      differences.push(...lines.map((line) => `kubectl ${command.argv.join(" ")}: ${line}`));
    }
    return differences.length === 0 ? undefined : differences.join("\n");
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function setUp(requests: readonly SetupRequest[], url: string, signal: AbortSignal): Promise<void> {
  using door = new HttpDoor(url, signal);
  for (const { method, path, body, contentType, until } of requests) {
    const text = body === undefined ? undefined : stringifyJson(body);
    const headers = { "Content-Type": contentType, "User-Agent": "kubeapi-corpus" };
    for (;;) {
      const { status } = await door.send({ method, path, headers, body: text });
      if (until === undefined || status === until) break;
    }
  }
}

interface Place {
  readonly url: string;
  readonly folder: string;
  readonly signal: AbortSignal;
}

async function runCommand({ argv, stdin = "", env = {}, sleepMs }: Command, place: Place): Promise<Outcome> {
  const { url, folder, signal } = place;
  const environment = { PATH: process.env["PATH"], HOME: folder, KUBECONFIG: "", ...env };
  const outcome = await new Promise<Outcome>((resolve) => {
    const child = execFile(
      kubectlProgram,
      ["--server", url, ...argv],
      { cwd: folder, env: environment, signal },
      (error, stdout, stderr) => {
        const rc = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        resolve({ rc, stdout, stderr });
      },
    );
    child.stdin?.end(stdin);
  });
  if (sleepMs !== undefined) await new Promise((resolve) => setTimeout(resolve, sleepMs));
  return outcome;
}

function difference(wanted: Outcome, got: Outcome, url: string, matcher: Matcher): readonly string[] {
  const shown = (text: string): readonly string[] => {
    const placed = text.replaceAll(url, "<server>").replaceAll(new URL(url).host, "<host>");
    const lines = placed.split("\n").filter((line) => !line.includes(hastyWarning));
    return sortBullets(lines.map((line) => line.replaceAll(/ +/g, " ").trimEnd()));
  };
  return [
    ...matcher.differences(wanted.rc, got.rc, "exit code"),
    ...matcher.differences(shown(wanted.stdout), shown(got.stdout), "stdout"),
    ...matcher.differences(shown(wanted.stderr), shown(got.stderr), "stderr"),
  ];
}

/**
 * kubectl that gives up after a second ends its own watch; on a busy machine it may see the end before it remembers why,
 * and wonders.
 */
const hastyWarning = "very short watch";

/** The errors of custom resources come in any order, one to a line. */
function sortBullets(lines: readonly string[]): readonly string[] {
  const bullets = lines.filter(isBullet).toSorted();
  return lines.map((line) => (isBullet(line) ? (bullets.shift() ?? "") : line));
}

function isBullet(line: string): boolean {
  return line.startsWith("* ");
}
