import type { Socket } from "node:net";
import { STATUS_CODES } from "node:http";
import { stringifyJson } from "@flux-ts/base";
import type { Call } from "../request/call.ts";
import type { Reply } from "../request/reply.ts";

/**
 * Reads the head of a request that Node's parser refuses for its method, which may be any word in HTTP. Undefined when
 * it is no request at all.
 */
export function parseRawRequest(packet: Uint8Array): Call | undefined {
  const [head = ""] = Buffer.from(packet).toString("latin1").split("\r\n\r\n", 1);
  const [line = "", ...fields] = head.split("\r\n");
  const [, method, url] = /^([!#$%&'*+.^_`|~\w-]+) (\/\S*) HTTP\/1\.[01]$/.exec(line) ?? [];
  if (method === undefined || url === undefined) return undefined;
  const mark = url.indexOf("?");
  return {
    method,
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1)),
    headers: Object.fromEntries(fields.map(splitField)),
    // What follows the head is of no use: no resource knows such a method.
    body: undefined,
    user: undefined,
    signal: AbortSignal.timeout(rawTimeoutMs),
  };
}

const rawTimeoutMs = 10_000;

function splitField(field: string): readonly [string, string] {
  const colon = field.indexOf(":");
  return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
}

/** Answers on a bare connection and ends it. */
export function sendRaw(socket: Socket, reply: Reply): void {
  const body = Buffer.from(bodyOf(reply));
  const headers = {
    "cache-control": "no-cache, private",
    "content-type": reply.kind === "text" ? "text/plain; charset=utf-8" : "application/json",
    "content-length": String(body.byteLength),
    connection: "close",
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const status = `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ""}\r\n`;
  socket.end(Buffer.concat([Buffer.from(`${status}${lines.join("")}\r\n`), body]));
}

function bodyOf(reply: Reply): string {
  if (reply.kind === "text") return reply.text;
  return reply.kind === "value" ? `${stringifyJson(reply.body)}\n` : "";
}
