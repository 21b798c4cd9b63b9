import type { ServerResponse } from "node:http";
import { stringifyJson } from "@flux-ts/base";
import type { Reply, ReplyHeaders, ValueReply, WatchReply } from "../request/reply.ts";

/** Bytes that may wait for a reader of a watch beyond what it was sent at the start. Whoever falls behind is cut off. */
const backlogLimit = 16 * 1024 * 1024;

const lineEnd = Buffer.from("\n");

export function sendReply(response: ServerResponse, reply: Reply): void {
  switch (reply.kind) {
    case "value":
      sendBytes(response, reply, reply.encoded?.() ?? Buffer.concat([...jsonOf(reply), lineEnd]), "application/json");
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
  return json?.() ?? [Buffer.from(stringifyJson(body))];
}

function sendBytes(
  response: ServerResponse,
  { status, headers }: { readonly status: number; readonly headers: ReplyHeaders },
  bytes: Uint8Array,
  contentType: string,
): void {
  // What is empty has no type, unless the reply says so.
  const described = bytes.byteLength > 0 ? { "content-type": contentType } : {};
  const length = status === 204 || status === 304 ? {} : { "content-length": bytes.byteLength };
  response.writeHead(status, { ...commonHeaders, ...described, ...length, ...mutable(headers) });
  response.end(bytes);
}

const commonHeaders = { "cache-control": "no-cache, private" };

function sendEvents(response: ServerResponse, { headers, start }: WatchReply): void {
  response.writeHead(200, { ...commonHeaders, "content-type": "application/json", ...mutable(headers) });
  response.flushHeaders();
  const first: Uint8Array[] = [];
  let limit: number | undefined;
  let ended = false;
  const watch = start({
    event: (event) => {
      if (limit === undefined) first.push(event.line());
      else if (!response.write(event.line()) && response.writableLength > limit) response.destroy();
    },
    end: () => {
      ended = true;
      if (limit !== undefined) response.end();
    },
  });
  // What there is at the start goes out in one piece: Node loses corked writes that are followed by an end.
  if (first.length > 0) response.write(Buffer.concat(first));
  limit = response.writableLength + backlogLimit;
  if (ended) response.end();
  response.on("close", () => watch[Symbol.dispose]());
}

function mutable(headers: ReplyHeaders): { [name: string]: string | string[] } {
  const copy: { [name: string]: string | string[] } = {};
  for (const [name, value] of Object.entries(headers)) copy[name] = typeof value === "string" ? value : [...value];
  return copy;
}
