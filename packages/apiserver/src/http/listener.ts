import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { ServerOptions } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Call, Headers } from "../request/call.ts";
import type { Reply } from "../request/reply.ts";
import type { User } from "../request/user.ts";
import { createUser } from "../request/user.ts";
import { unauthorized } from "../status/errors.ts";
import { StatusError } from "../status/status.ts";
import { certificateUser } from "./client-certificate.ts";
import { InFlight } from "./in-flight.ts";
import { parseRawRequest, sendRaw } from "./raw-request.ts";
import { BodyReader } from "./body.ts";
import { sendReply } from "./reply.ts";

export interface ListenOptions {
  /** 0 takes any free port. @default 0 */
  readonly port?: number;
  /** @default "127.0.0.1" */
  readonly host?: string;
  /**
   * Who callers are that bring no credentials. kubectl sends none over plain HTTP.
   * @default anonymous
   */
  readonly identity?: { readonly user: string; readonly groups?: readonly string[] };
  /** How long a request may take to arrive, in milliseconds. @default 60 seconds */
  readonly requestTimeoutMs?: number;
  /** Connections beyond so many are turned away. @default 10,000 */
  readonly maxConnections?: number;
  /** Bytes that all bodies which are arriving may have together; more get 429. @default 256 MiB */
  readonly bodyBudget?: number;
  /** Requests that are worked on at a time; more get 429. @default 400 that read and 200 that write */
  readonly inFlight?: { readonly reading: number; readonly writing: number };
  /** Key and certificate in PEM; without them the server speaks plain HTTP. */
  readonly tls?: ListenTls;
}

export interface ListenTls {
  readonly key: string;
  readonly cert: string;
  readonly ca?: string;
  /** In PEM: who signs the certificates by which clients say who they are (CN is the user, each O a group). */
  readonly clientCa?: string;
}

export interface Listener {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens the HTTP door. */
export async function listen(handle: (call: Call) => Promise<Reply>, options: ListenOptions = {}): Promise<Listener> {
  const { port = 0, host = "127.0.0.1", tls, identity } = options;
  const user = identity && createUser(identity);
  const bodies = new BodyReader(options.bodyBudget);
  const inFlight = new InFlight(options.inFlight ?? { reading: 400, writing: 200 });
  const handleCounted = (call: Call) => inFlight.run(call.method, () => handle(withUser(call, user)));
  const onRequest = (request: IncomingMessage, response: ServerResponse) =>
    void answer({ handle: handleCounted, bodies }, request, response);
  const limits = timeLimits(options.requestTimeoutMs);
  const server = tls
    ? createTlsServer({ ...limits, handshakeTimeout: limits.headersTimeout, ...tlsOptions(tls) }, onRequest)
    : createServer(limits, onRequest);
  server.maxConnections = options.maxConnections ?? 10_000;
  server.on(
    "clientError",
    (error: ClientError, socket) => void answerRaw((call) => handle(withUser(call, user)), error, socket as Socket),
  );
  // A handshake that failed, or takes too long, cannot be answered; what is left of it would stay open for ever.
  server.on("tlsClientError", (_error: Error, socket: Socket) => void socket.destroy());
  // Clients keep connections open between requests for longer than Node's five seconds.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return { url: `${tls ? "https" : "http"}://${name}:${address.port}`, close: () => closeServer(server) };
}

/** Clients may have a certificate; those that nobody trusts are told so in the words of the API. */
function tlsOptions({ key, cert, ca, clientCa }: ListenTls): ServerOptions {
  const trusted = clientCa ?? ca;
  return {
    key,
    cert,
    ...(trusted !== undefined && { ca: trusted }),
    ...(clientCa !== undefined && { requestCert: true, rejectUnauthorized: false }),
  };
}

interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Uint8Array;
}

/** Node knows the methods of HTTP by a list; of what it refuses, unknown methods get the answer of the API. */
async function answerRaw(
  handle: (call: Call) => Promise<Reply>,
  { code, rawPacket }: ClientError,
  socket: Socket,
): Promise<void> {
  const call = code === "HPE_INVALID_METHOD" && rawPacket ? parseRawRequest(rawPacket) : undefined;
  if (!socket.writable) return;
  if (call !== undefined) return sendRaw(socket, await handle(call));
  socket.end(`HTTP/1.1 ${rawStatuses[code ?? ""] ?? "400 Bad Request"}\r\nconnection: close\r\n\r\n`);
}

/** What Node itself would say. */
const rawStatuses: { readonly [code: string]: string } = {
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
};

function withUser(call: Call, user: User | undefined): Call {
  return user === undefined || call.user !== undefined || call.headers["authorization"] !== undefined
    ? call
    : { ...call, user };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** How long clients may take to say what they want; Node looks after it every so often. */
function timeLimits(requestTimeoutMs = 60_000) {
  const headersTimeout = Math.min(requestTimeoutMs, 30_000);
  return {
    requestTimeout: requestTimeoutMs,
    headersTimeout,
    connectionsCheckingInterval: Math.min(headersTimeout, 5000),
  };
}

interface Answering {
  readonly handle: (call: Call) => Promise<Reply>;
  readonly bodies: BodyReader;
}

/** It never throws: what cannot be answered ends its connection. */
async function answer(
  { handle, bodies }: Answering,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const body = await bodies.read(request);
    if (body === undefined) return;
    const user = certificateUser(request);
    const stranger = user === "unknown" && request.headers.authorization === undefined;
    if (stranger) return sendReply(response, refusal(unauthorized()));
    const aborted = new AbortController();
    // Nobody waits for what has been answered; telling them anyway costs more than most answers.
    response.on("close", () => response.writableFinished || aborted.abort());
    const reply =
      body instanceof StatusError
        ? refusal(body)
        : await handle({
            ...toCall(request, body, aborted.signal),
            user: user === "unknown" ? undefined : user,
          });
    if (!response.destroyed) sendReply(response, reply);
  } catch {
    response.destroy();
  }
}

/** The rest of the body is not waited for. */
function refusal(error: StatusError): Reply {
  const headers = { ...error.headers, connection: "close" };
  return { kind: "value", status: error.code, headers, body: error.toStatus() };
}

/** Node joins repeated headers by commas, which names of groups may have themselves. */
function withEachImpersonated({ headers, headersDistinct }: IncomingMessage): Headers {
  const names = Object.keys(headers).filter((name) => name.startsWith("impersonate-"));
  if (names.length === 0) return headers;
  return { ...headers, ...Object.fromEntries(names.map((name) => [name, headersDistinct[name]])) };
}

function toCall(request: IncomingMessage, body: Uint8Array, signal: AbortSignal): Call {
  const { method = "GET", url = "/" } = request;
  const mark = url.indexOf("?");
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1)),
    headers: withEachImpersonated(request),
    body: body.byteLength === 0 ? undefined : body,
    user: undefined,
    signal,
    ...(request.socket.remoteAddress !== undefined && { source: request.socket.remoteAddress }),
  };
}
