import type { ServerResponse } from "node:http";
import type { JsonValue } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";
import type { Reply, ReplyHeaders, ValueReply, WatchReply } from "../request/reply.ts";

/** Bytes that may wait for a reader of a watch beyond what it was sent at the start. Whoever falls behind is cut off. */
const backlogLimit = 16 * 1024 * 1024;

const lineEnd = Buffer.from("\n");

export function sendReply(response: ServerResponse, reply: Reply): void {
  switch (reply.kind) {
    case "value":
      sendBytes(response, reply, Buffer.concat([...jsonOf(reply), lineEnd]), "application/json");
      break;
    case "text":
      sendBytes(response, reply, Buffer.from(reply.text), "text/plain; charset=utf-8");
      break;
    case "watch":
      sendEvents(response, reply);
      break;
  }
}

function jsonOf({ json, body }: ValueReply): readonly Uint8Array[] {
  return json?.() ?? [Buffer.from(stringifyJson(body as JsonValue))];
}

function sendBytes(
  response: ServerResponse,
  { status, headers }: { readonly status: number; readonly headers: ReplyHeaders },
  bytes: Uint8Array,
  contentType: string,
): void {
  const length = { "content-length": bytes.byteLength };
  response.writeHead(status, { ...commonHeaders, "content-type": contentType, ...length, ...mutable(headers) });
  response.end(bytes);
}

const commonHeaders = { "cache-control": "no-cache, private" };

function sendEvents(response: ServerResponse, { headers, start }: WatchReply): void {
  response.writeHead(200, { ...commonHeaders, "content-type": "application/json", ...mutable(headers) });
  response.flushHeaders();
  let limit = Infinity;
  response.cork();
  const watch = start({
    event: (event) => {
      response.write(event.line());
      if (response.writableLength > limit) response.destroy();
    },
    end: () => response.end(),
  });
  response.uncork();
  limit = response.writableLength + backlogLimit;
  response.on("close", () => watch[Symbol.dispose]());
}

function mutable(headers: ReplyHeaders): { [name: string]: string | string[] } {
  const copy: { [name: string]: string | string[] } = {};
  for (const [name, value] of Object.entries(headers)) copy[name] = typeof value === "string" ? value : [...value];
  return copy;
}
