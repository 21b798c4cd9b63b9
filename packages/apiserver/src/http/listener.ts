import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Call } from "../request/call.ts";
import type { Reply } from "../request/reply.ts";
import type { User } from "../request/user.ts";
import { createUser } from "../request/user.ts";
import { requestTooLarge } from "../status/errors.ts";
import { StatusError } from "../status/status.ts";
import { parseRawRequest, sendRaw } from "./raw-request.ts";
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
  /** Key and certificate in PEM; without them the server speaks plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca?: string };
}

export interface Listener {
  readonly url: string;
  close(): Promise<void>;
}

/** As upstream: the largest body of a request, in bytes. */
const bodyLimit = 3 * 1024 * 1024;

/** Opens the HTTP door. */
export async function listen(
  handle: (call: Call) => Promise<Reply>,
  { port = 0, host = "127.0.0.1", tls, identity }: ListenOptions = {},
): Promise<Listener> {
  const user = identity && createUser(identity);
  const onRequest = (request: IncomingMessage, response: ServerResponse) =>
    void answer((call) => handle(withUser(call, user)), request, response);
  const server = tls
    ? createTlsServer({ key: tls.key, cert: tls.cert, ...(tls.ca !== undefined && { ca: tls.ca }) }, onRequest)
    : createServer(onRequest);
  server.on(
    "clientError",
    (error: ClientError, socket) => void answerRaw((call) => handle(withUser(call, user)), error, socket as Socket),
  );
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
  if (call === undefined) socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
  else sendRaw(socket, await handle(call));
}

function withUser(call: Call, user: User | undefined): Call {
  return user === undefined || call.headers["authorization"] !== undefined ? call : { ...call, user };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(
  handle: (call: Call) => Promise<Reply>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request);
  if (body === undefined) return;
  const aborted = new AbortController();
  response.on("close", () => aborted.abort());
  const reply = body instanceof StatusError ? tooLarge(body) : await handle(toCall(request, body, aborted.signal));
  if (!response.destroyed) sendReply(response, reply);
}

function tooLarge(error: StatusError): Reply {
  return { kind: "value", status: error.code, headers: { connection: "close" }, body: error.toStatus() };
}

function toCall(request: IncomingMessage, body: Uint8Array, signal: AbortSignal): Call {
  const { method = "GET", url = "/", headers } = request;
  const mark = url.indexOf("?");
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1)),
    headers,
    body: body.byteLength === 0 ? undefined : body,
    user: undefined,
    signal,
  };
}

const nothing = new Uint8Array();

/** The body of a request; undefined when the client went away while it was sent. */
async function readBody(request: IncomingMessage): Promise<Uint8Array | StatusError | undefined> {
  if (request.headers["content-length"] === undefined && request.headers["transfer-encoding"] === undefined) {
    return nothing;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > bodyLimit) return requestTooLarge(`Request entity too large: limit is ${bodyLimit}`);
      chunks.push(chunk);
    }
  } catch {
    return undefined; // the client is gone, there is nobody to tell
  }
  return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
}
