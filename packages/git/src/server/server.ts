import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { maskUrls, messageOf } from "@flux-ts/base";
import { isAuthorized } from "./authorization.ts";
import type { ServerCredentials } from "./authorization.ts";
import { findRepository } from "./find.ts";
import { advertise, serveRpc } from "./rpc.ts";
import type { GitService } from "./rpc.ts";
import { readReferences } from "./repository.ts";

/** What a push changed. */
export interface Push {
  /** Path of the repository below the root, such as `fleet.git`. */
  readonly repository: string;
  readonly updates: readonly ReferenceUpdate[];
}

export interface ReferenceUpdate {
  readonly name: string;
  /** Undefined where the reference was created. */
  readonly before?: string;
  /** Undefined where the reference was removed. */
  readonly after?: string;
}

export interface GitServerOptions {
  /** Folder that holds the repositories. Nothing outside of it is served, not through links either. */
  readonly root: string;
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** @default 0, any free port */
  readonly port?: number;
  /** Who may read and write; anybody without it. */
  readonly credentials?: ServerCredentials;
  /** Refuses pushes. @default false */
  readonly readOnly?: boolean;
  /** Largest request in bytes, which is about the largest push. @default 256 MiB */
  readonly maxRequestBytes?: number;
  /** Called after every push that changed something. */
  readonly onPush?: (push: Push) => void;
}

export interface GitServer extends AsyncDisposable {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  /** Stops serving and breaks open connections. Once it resolves, no git works in the repositories any more. */
  close(): Promise<void>;
}

/** Serves the repositories of a folder over Git's smart HTTP protocol, for plain `git clone`, `fetch` and `push`. */
export async function createGitServer(options: GitServerOptions): Promise<GitServer> {
  const exchanges = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const exchange = handle(request, response, options)
      .catch((error: unknown) => fail(response, error))
      .finally(() => exchanges.delete(exchange));
    exchanges.add(exchange);
  });
  const host = options.host ?? "127.0.0.1";
  await listen(server, host, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await Promise.all(exchanges);
  };
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, close, [Symbol.asyncDispose]: close };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) response.destroy();
  else answer(response, 500, maskUrls(messageOf(error)));
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" }).end(`${text}\n`);
}

interface Route {
  readonly repository: string;
  readonly service: GitService;
  readonly step: "advertise" | "rpc";
}

const services: readonly GitService[] = ["git-upload-pack", "git-receive-pack"];

async function handle(request: IncomingMessage, response: ServerResponse, options: GitServerOptions): Promise<void> {
  const route = routeOf(request);
  if (route === undefined) return answer(response, 404, "not found");
  if (!isAuthorized(request, options.credentials)) {
    response.setHeader("www-authenticate", options.credentials?.kind === "bearer" ? "Bearer" : 'Basic realm="git"');
    return answer(response, 401, "credentials required");
  }
  const folder = await findRepository(options.root, route.repository);
  if (folder === undefined) return answer(response, 404, "repository not found");
  const writing = route.service === "git-receive-pack";
  if (writing && options.readOnly === true) return answer(response, 403, "this server is read only");
  if (route.step === "advertise") return advertise(request, response, { folder, service: route.service });
  const before = writing ? await readReferences(folder) : undefined;
  const maxBytes = options.maxRequestBytes ?? 256 * 1024 * 1024;
  await serveRpc(request, response, { folder, service: route.service, maxBytes });
  if (before !== undefined) await reportPush(route.repository, before, folder, options);
  response.end();
}

function routeOf({ url = "", method }: IncomingMessage): Route | undefined {
  const parsed = URL.parse(url, "http://localhost");
  const match = /^\/(.+)\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(parsed?.pathname ?? "");
  if (parsed === null || match === null) return undefined;
  const [, repository = "", last] = match;
  const name = last === "info/refs" ? parsed.searchParams.get("service") : last;
  const service = services.find((each) => each === name);
  const step = last === "info/refs" ? "advertise" : "rpc";
  if (service === undefined || method !== (step === "advertise" ? "GET" : "POST")) return undefined;
  return { repository, service, step };
}

async function reportPush(
  repository: string,
  before: ReadonlyMap<string, string>,
  folder: string,
  { onPush }: GitServerOptions,
): Promise<void> {
  const after = await readReferences(folder);
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const updates = names
    .filter((name) => before.get(name) !== after.get(name))
    .map((name): ReferenceUpdate => {
      const [old, now] = [before.get(name), after.get(name)];
      return { name, ...(old !== undefined && { before: old }), ...(now !== undefined && { after: now }) };
    });
  if (updates.length > 0) onPush?.({ repository, updates });
}
