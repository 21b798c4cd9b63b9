import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type JsonValue, parseJson, stringifyJson } from "@flux-ts/base";
import type { Dispatcher } from "undici";
import { KubeError } from "../errors.ts";
import type { ClusterAccess, Credentials } from "../kubeconfig/access.ts";
import type { ApiHeaders, ApiRequest, ApiResponse, ApiStream, Transport } from "../transport.ts";
import { ConnectionPool, type Connections } from "./connections.ts";
import { connectionError } from "./failure.ts";
import { splitLines } from "./lines.ts";

const unzip = promisify(gunzip);

/**
 * A Transport over HTTP(S). It keeps connections alive and authenticates every request with the credentials of the
 * moment. It opens nothing before the first request.
 */
export function createHttpTransport(access: ClusterAccess): Transport {
  return new HttpTransport(access);
}

type Answer = Dispatcher.ResponseData;

class HttpTransport implements Transport {
  readonly #access: ClusterAccess;
  readonly #server: string;
  readonly #basePath: string;
  readonly #connections: ConnectionPool;

  constructor(access: ClusterAccess) {
    this.#access = access;
    this.#basePath = access.server.pathname.replace(/\/$/, "");
    this.#server = access.server.origin + this.#basePath;
    this.#connections = new ConnectionPool(access);
  }

  send(request: ApiRequest): Promise<ApiResponse> {
    return this.#guard(request, async () => readResponse(await this.#open(request, "requests")));
  }

  watch(request: ApiRequest): Promise<ApiStream | ApiResponse> {
    return this.#guard(request, async () => {
      const answer = await this.#open(request, "watches");
      if (answer.statusCode >= 300) return readResponse(answer);
      const headers = answer.headers as ApiHeaders;
      return { status: answer.statusCode, headers, events: this.#events(request, answer) };
    });
  }

  close(): Promise<void> {
    return this.#connections.close();
  }

  async #open(request: ApiRequest, kind: keyof Connections): Promise<Answer> {
    const answer = await this.#dispatch(request, kind, false);
    if (answer.statusCode !== 401) return answer;
    // The credentials may have been revoked or rotated before they expired: one try with fresh ones.
    await answer.body.dump();
    return this.#dispatch(request, kind, true);
  }

  async #dispatch(request: ApiRequest, kind: keyof Connections, stale: boolean): Promise<Answer> {
    const { signal } = request;
    const credentials = await this.#access.credentials({ stale, ...(signal && { signal }) });
    const dispatcher = this.#connections.for(credentials.clientCertificate)[kind];
    return dispatcher.request({
      origin: this.#access.server.origin,
      path: this.#basePath + pathAndQuery(request),
      method: request.method,
      headers: { ...defaultHeaders(request, kind), ...authorization(credentials), ...mutable(request.headers) },
      body: encodeBody(request.body),
      signal: signal ?? null,
    });
  }

  async *#events(request: ApiRequest, answer: Answer): AsyncGenerator<JsonValue, void> {
    const parse = isJson(answer.headers as ApiHeaders) ? parseJson : (line: string) => line;
    try {
      for await (const line of splitLines(answer.body)) yield parse(line);
    } catch (error) {
      throw this.#explain(request, error);
    }
  }

  async #guard<T>(request: ApiRequest, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw this.#explain(request, error);
    }
  }

  /** Abort stays abort, our own errors stay as they are, everything else is a broken connection. */
  #explain({ signal }: ApiRequest, error: unknown): unknown {
    if (signal?.aborted) return signal.reason;
    if (error instanceof KubeError) return error;
    if (error instanceof SyntaxError) {
      return new KubeError("bad-answer", `The server at "${this.#server}" answered with broken JSON`, { cause: error });
    }
    return connectionError(error, this.#server);
  }
}

function pathAndQuery({ path, query = [] }: ApiRequest): string {
  if (query.length === 0) return path;
  const parameters = new URLSearchParams();
  for (const [name, value] of query) parameters.append(name, value);
  return `${path}?${parameters.toString()}`;
}

function defaultHeaders({ body }: ApiRequest, kind: keyof Connections): { [name: string]: string } {
  return {
    accept: "application/json",
    ...(kind === "requests" && { "accept-encoding": "gzip" }),
    ...(body !== undefined && { "content-type": "application/json" }),
  };
}

function authorization({ token, basic }: Credentials): { authorization?: string } {
  if (token) return { authorization: `Bearer ${token.reveal()}` };
  if (!basic) return {};
  const pair = `${basic.username}:${basic.password.reveal()}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}

function mutable(headers: ApiHeaders = {}): { [name: string]: string | string[] } {
  const entries = Object.entries(headers);
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === "string" ? value : [...value]]));
}

function encodeBody(body: JsonValue | Uint8Array | undefined): string | Uint8Array | null {
  if (body === undefined) return null;
  return body instanceof Uint8Array ? body : stringifyJson(body);
}

async function readResponse({ statusCode, headers, body }: Answer): Promise<ApiResponse> {
  const raw = Buffer.from(await body.arrayBuffer());
  const bytes = headers["content-encoding"] === "gzip" ? await unzip(raw) : raw;
  return { status: statusCode, headers: headers as ApiHeaders, body: decodeBody(headers as ApiHeaders, bytes) };
}

function decodeBody(headers: ApiHeaders, bytes: Buffer): JsonValue | undefined {
  if (bytes.length === 0) return undefined;
  const text = bytes.toString("utf8");
  return isJson(headers) ? parseJson(text) : text;
}

function isJson(headers: ApiHeaders): boolean {
  return String(headers["content-type"] ?? "").startsWith("application/json");
}
