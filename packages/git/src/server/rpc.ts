import type { IncomingMessage, ServerResponse } from "node:http";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { gitEnvironment } from "../environment.ts";
import { GitProcessError, startGit } from "../process.ts";
import type { GitProcess } from "../process.ts";

export type GitService = "git-upload-pack" | "git-receive-pack";

export interface ServiceCall {
  readonly folder: string;
  readonly service: GitService;
}

/** Answers `info/refs`: what the repository holds and what the service can do. */
export async function advertise(request: IncomingMessage, response: ServerResponse, call: ServiceCall): Promise<void> {
  writeHead(response, `application/x-${call.service}-advertisement`);
  // Version 2 of the protocol starts with the capabilities, the versions before it with the name of the service.
  if (call.service === "git-receive-pack" || !/version=2/.test(protocolOf(request))) {
    const line = `# service=${call.service}\n`;
    response.write(`${(line.length + 4).toString(16).padStart(4, "0")}${line}0000`);
  }
  const git = start(request, call, ["--advertise-refs"]);
  git.child.stdin.end();
  await untilEnded(git, [pipeline(git.child.stdout, response), git.done]);
}

/**
 * Answers one exchange of a fetch or a push, but for the end of the response, which is the caller's:
 * a client must not go on before the push is reported. A request over `maxBytes` breaks the connection.
 */
export async function serveRpc(
  request: IncomingMessage,
  response: ServerResponse,
  call: ServiceCall & { readonly maxBytes: number },
): Promise<void> {
  writeHead(response, `application/x-${call.service}-result`);
  const git = start(request, call, []);
  const limit = createLimit(call.maxBytes);
  const input =
    request.headers["content-encoding"] === "gzip"
      ? pipeline(request, createGunzip(), limit, git.child.stdin)
      : pipeline(request, limit, git.child.stdin);
  // Git may have its answer before it has read the whole question; that it ended well is what counts.
  const tolerated = input.catch((error: unknown) => {
    if (error instanceof RangeError) throw error;
  });
  const ended = git.done.catch((error: unknown) => {
    // Refusals are part of the answer that git wrote.
    if (!(error instanceof GitProcessError)) throw error;
  });
  await untilEnded(git, [tolerated, pipeline(git.child.stdout, response, { end: false }), ended]);
}

/** Waits for all steps of an exchange. However it goes, git has left the repository when this settles. */
async function untilEnded({ done, stop }: GitProcess, steps: readonly Promise<void>[]): Promise<void> {
  try {
    await Promise.all(steps);
  } catch (error) {
    stop();
    await done.catch(() => {});
    throw error;
  }
}

function createLimit(maxBytes: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      seen += chunk.length;
      if (seen > maxBytes) callback(new RangeError(`Request is larger than ${maxBytes} bytes`));
      else callback(null, chunk);
    },
  });
}

function writeHead(response: ServerResponse, contentType: string): void {
  response.writeHead(200, { "content-type": contentType, "cache-control": "no-cache" });
}

function start(request: IncomingMessage, { folder, service }: ServiceCall, flags: readonly string[]): GitProcess {
  const env = gitEnvironment([
    // A served repository brings no programs along.
    ["core.hooksPath", "/dev/null"],
    ["safe.directory", folder],
    ["uploadpack.allowFilter", "true"],
    ["receive.autogc", "false"],
  ]);
  const protocol = protocolOf(request);
  const args = [service.slice("git-".length), "--stateless-rpc", ...flags, folder];
  return startGit({ args, env: protocol === "" ? env : { ...env, GIT_PROTOCOL: protocol } });
}

function protocolOf({ headers }: IncomingMessage): string {
  const header = headers["git-protocol"];
  return typeof header === "string" && /^[a-z0-9=:]{1,64}$/.test(header) ? header : "";
}
