import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { locate } from "./path.ts";

export type ArtifactHandler = (request: Request) => Promise<Response>;

/**
 * Serves the artifacts below a folder to `GET` and `HEAD`, as a function of web requests: fit for hono and its like.
 * `/` answers 200, which is what upstream's readiness probe asks for. Folders are not listed.
 */
export function createArtifactHandler(root: string): ArtifactHandler {
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return answer(405, { allow: "GET, HEAD" });
    const path = decodePath(new URL(request.url).pathname);
    if (path === "") return answer(200);
    const target = path === undefined ? undefined : locate(root, path);
    const file = target === undefined ? undefined : await open(target).catch(() => undefined);
    return file === undefined ? answer(404) : send(file, request.method === "HEAD");
  };
}

function answer(status: number, headers: { readonly [name: string]: string } = {}): Response {
  return new Response(null, { status, headers: { "content-length": "0", ...headers } });
}

function decodePath(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname.slice(1));
  } catch {
    return undefined;
  }
}

async function send(file: FileHandle, headOnly: boolean): Promise<Response> {
  const { size, mtime, isFile } = await describe(file);
  if (!isFile || headOnly) await file.close();
  if (!isFile) return answer(404);
  const headers = {
    "content-type": "application/gzip",
    "content-length": String(size),
    "last-modified": mtime.toUTCString(),
  };
  if (headOnly) return new Response(null, { headers });
  return new Response(Readable.toWeb(file.createReadStream()) as ReadableStream, { headers });
}

async function describe(file: FileHandle): Promise<{ size: number; mtime: Date; isFile: boolean }> {
  const stats = await file.stat();
  return { size: stats.size, mtime: stats.mtime, isFile: stats.isFile() };
}

export interface ArtifactServerOptions {
  readonly root: string;
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** @default 0, any free port */
  readonly port?: number;
}

export interface ArtifactServer extends AsyncDisposable {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  /** Stops serving and breaks open connections. */
  close(): Promise<void>;
}

/** Serves the artifacts below a folder on a port of its own. */
export async function createArtifactServer(options: ArtifactServerOptions): Promise<ArtifactServer> {
  const handler = createArtifactHandler(options.root);
  const server = createServer((request, response) => {
    relay(handler, request, response).catch(() => response.destroy());
  });
  const host = options.host ?? "127.0.0.1";
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`, close, [Symbol.asyncDispose]: close };
}

async function relay(handler: ArtifactHandler, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url = "/" } = request;
  const parsed = URL.parse(url, "http://localhost");
  const { status, headers, body } = parsed === null ? answer(400) : await handler(new Request(parsed, { method }));
  response.writeHead(status, Object.fromEntries(headers));
  if (body === null) response.end();
  else await pipeline(Readable.fromWeb(body), response);
}
