import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { parseJson } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import { Pool } from "undici";
import type { Dispatcher } from "undici";
import type { ClusterAccess } from "../kubeconfig/access.ts";
import { splitLines } from "../http/lines.ts";
import type { Mishap, ProxiedRequest, RelayedRequest } from "./proxied.ts";
import { isWatch } from "./proxied.ts";

export interface ApiProxyOptions {
  /** The API behind the proxy and the identity of all that comes through it. */
  readonly access: ClusterAccess;
  /** What befalls a request; undefined lets it pass. @default nothing ever does */
  readonly mishap?: (request: ProxiedRequest) => Mishap | undefined;
}

/** A Kubernetes API over plain HTTP on the loopback interface, that another API answers for, or does not. */
export interface ApiProxy extends AsyncDisposable {
  readonly access: ClusterAccess;
  /** Everything that was asked, in order. */
  readonly requests: readonly RelayedRequest[];
  /** Changes what befalls requests from now on. */
  disturb(mishap: ApiProxyOptions["mishap"]): void;
  /** Breaks every watch that is open. */
  cutWatches(): void;
  /** Breaks all connections and refuses new ones, as an API server that restarts. */
  goDown(): Promise<void>;
  /** Takes connections again, at the same address. */
  comeUp(): Promise<void>;
}

/** Starts a proxy for tests of how clients bear a bad network and a troubled server. */
export async function startApiProxy(options: ApiProxyOptions): Promise<ApiProxy> {
  const proxy = new HttpProxy(options);
  await proxy.comeUp();
  return proxy;
}

class HttpProxy implements ApiProxy {
  readonly requests: RelayedRequest[] = [];
  readonly #behind: ClusterAccess;
  readonly #pool: Pool;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #watches = new Set<Socket>();
  #mishap: ApiProxyOptions["mishap"];
  #port = 0;

  constructor({ access, mishap }: ApiProxyOptions) {
    this.#behind = access;
    this.#mishap = mishap;
    const { ca, serverName, insecure } = access.tls;
    const tls = {
      ...(ca !== undefined && { ca }),
      ...(serverName !== undefined && { servername: serverName }),
      ...(insecure === true && { rejectUnauthorized: false }),
    };
    this.#pool = new Pool(access.server.origin, { connect: { ...tls, allowH2: false }, bodyTimeout: 0 });
    this.#server = createServer((request, response) => {
      // Whoever asked has to live with a broken connection: that is what this proxy is for.
      this.#relay(request, response).catch(() => request.socket.destroy());
    });
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  get access(): ClusterAccess {
    const server = new URL(`http://127.0.0.1:${this.#port}`);
    return { server, tls: {}, namespace: this.#behind.namespace, credentials: () => Promise.resolve({}) };
  }

  disturb(mishap: ApiProxyOptions["mishap"]): void {
    this.#mishap = mishap;
  }

  cutWatches(): void {
    for (const socket of this.#watches) socket.destroy();
  }

  async goDown(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async comeUp(): Promise<void> {
    this.#server.listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#server.listening) await this.goDown();
    await this.#pool.destroy();
  }

  async #relay(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const seen = proxiedRequest(request, body);
    const mishap = this.#mishap?.(seen);
    this.requests.push({ ...seen, mishap });
    switch (mishap?.kind) {
      case "drop":
        request.socket.destroy();
        return;
      case "refuse":
        refuse(response, mishap);
        return;
      case "hold":
        await mishap.until;
        break;
      default:
    }
    const answer = await this.#ask(request, body);
    if (mishap?.kind === "lose") {
      await answer.body.dump();
      request.socket.destroy();
    } else if (isWatch(seen) && answer.statusCode === 200) {
      await this.#stream({ request, response, answer, mishap });
    } else {
      await give(response, answer, mishap?.kind === "truncate");
    }
  }

  async #ask({ method, url = "/", headers }: IncomingMessage, body: Buffer): Promise<Dispatcher.ResponseData> {
    const { token } = await this.#behind.credentials({ stale: false });
    const { host: _host, connection: _connection, "content-length": _length, ...passed } = headers;
    return await this.#pool.request({
      method: method as Dispatcher.HttpMethod,
      path: url,
      headers: { ...passed, ...(token && { authorization: `Bearer ${token.reveal()}` }) },
      body: body.length > 0 ? body : null,
    });
  }

  async #stream({ request, response, answer, mishap }: Streaming): Promise<void> {
    const { socket } = request;
    const limit = mishap?.kind === "cut" || mishap?.kind === "expire" ? mishap.lines : Infinity;
    this.#watches.add(socket);
    socket.once("close", () => {
      this.#watches.delete(socket);
      answer.body.destroy();
    });
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    if (limit === 0) return end(response, mishap);
    let lines = 0;
    for await (const line of splitLines(answer.body)) {
      // What is still in a buffer would be lost with the connection.
      await new Promise<void>((resolve) => response.write(`${line}\n`, () => resolve()));
      lines += 1;
      if (lines >= limit) return end(response, mishap);
    }
    response.end();
  }
}

interface Streaming {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly answer: Dispatcher.ResponseData;
  readonly mishap: Mishap | undefined;
}

function proxiedRequest({ method = "GET", url = "/", headers }: IncomingMessage, body: Buffer): ProxiedRequest {
  const { pathname, searchParams } = new URL(url, "http://proxy");
  const contentType = headers["content-type"] ?? "";
  return { method, path: pathname, query: searchParams, contentType, body: parsed(body), at: Date.now() };
}

function parsed(body: Buffer): JsonValue | undefined {
  // Clients in Go send some kinds as protobuf.
  return body[0] === 0x7b || body[0] === 0x5b ? parseJson(body.toString("utf8")) : undefined;
}

function statusOf(code: number, reason: string, message: string): string {
  return JSON.stringify({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", code, reason, message });
}

function refuse(response: ServerResponse, { status, reason, retryAfterSeconds }: Mishap & { kind: "refuse" }): void {
  response.writeHead(status, {
    "content-type": "application/json",
    ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
  });
  response.end(statusOf(status, reason, "the proxy refused the request"));
}

async function give(response: ServerResponse, { statusCode, headers, body }: Dispatcher.ResponseData, half: boolean) {
  const bytes = Buffer.from(await body.arrayBuffer());
  const { connection: _connection, "transfer-encoding": _encoding, ...passed } = headers;
  response.writeHead(statusCode, { ...passed, "content-length": String(bytes.length) });
  if (!half) {
    response.end(bytes);
    return;
  }
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
}

function end(response: ServerResponse, mishap: Mishap | undefined): void {
  if (mishap?.kind !== "expire") {
    response.destroy();
    return;
  }
  const object = statusOf(410, "Expired", "too old resource version");
  response.end(`{"type":"ERROR","object":${object}}\n`);
}
