import type { JsonObject, JsonValue } from "@flux-ts/base";
import type { Call } from "./request/call.ts";
import type { Reply, ReplyHeaders, WatchReply } from "./request/reply.ts";
import type { User } from "./request/user.ts";
import { systemAdmin } from "./request/user.ts";

/** One request, as a client's transport takes it. */
export interface TransportRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly headers?: { readonly [name: string]: string | readonly string[] };
  /** A JSON value, which must not change any more, or bytes as `content-type` says. */
  readonly body?: JsonValue | Uint8Array;
  readonly signal?: AbortSignal;
}

export interface TransportResponse {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly body: JsonValue | undefined;
}

export interface TransportStream {
  readonly status: number;
  readonly headers: ReplyHeaders;
  readonly events: AsyncIterable<JsonValue>;
}

/** The way into the API without HTTP and JSON. Returned objects are the server's own and never change. */
export interface InProcessTransport {
  send(request: TransportRequest): Promise<TransportResponse>;
  watch(request: TransportRequest): Promise<TransportStream | TransportResponse>;
  close(): Promise<void>;
}

export function createTransport(handle: (call: Call) => Promise<Reply>, user: User = systemAdmin): InProcessTransport {
  const closed = new AbortController();
  const run = async (request: TransportRequest): Promise<Reply> => {
    closed.signal.throwIfAborted();
    request.signal?.throwIfAborted();
    return handle(toCall(request, user, closed.signal));
  };
  return {
    send: async (request) => toResponse(await run(request)),
    watch: async (request) => {
      const reply = await run(request);
      if (reply.kind !== "watch") return toResponse(reply);
      const signal = request.signal ? AbortSignal.any([request.signal, closed.signal]) : closed.signal;
      return { status: reply.status, headers: reply.headers, events: openEvents(reply, signal) };
    },
    close: () => {
      closed.abort();
      return Promise.resolve();
    },
  };
}

function toCall(
  { method, path, query = [], headers = {}, body, signal }: TransportRequest,
  user: User,
  closed: AbortSignal,
): Call {
  return {
    method,
    path,
    query: new URLSearchParams(query.map(([name, value]): [string, string] => [name, value])),
    headers: headers,
    body: body === undefined || body instanceof Uint8Array ? body : { value: body },
    user,
    signal: signal ?? closed,
  };
}

function toResponse(reply: Reply): TransportResponse {
  const { status, headers } = reply;
  switch (reply.kind) {
    case "value":
      return { status, headers, body: reply.body };
    case "text":
      return { status, headers, body: reply.text };
    case "watch":
      return { status, headers, body: undefined };
  }
}

/** Events that wait for a reader within the process; a reader that is further behind is cut off. */
const backlogLimit = 100_000;

/** The events of a watch from now on: they gather until the iterator asks for them. */
function openEvents(reply: WatchReply, signal: AbortSignal): AsyncIterable<JsonValue> {
  const queue: JsonObject[] = [];
  let done = false;
  let wake = () => {};
  const watch = reply.start({
    event: (event) => {
      queue.push(event.value);
      if (queue.length > backlogLimit) close();
      wake();
    },
    end: () => {
      done = true;
      wake();
    },
  });
  const close = () => {
    done = true;
    watch[Symbol.dispose]();
    wake();
  };
  signal.addEventListener("abort", close, { once: true });
  return { [Symbol.asyncIterator]: () => iterate() };

  async function* iterate() {
    try {
      for (;;) {
        for (const event of queue.splice(0)) yield event;
        if (queue.length > 0) continue;
        if (done) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      signal.removeEventListener("abort", close);
      close();
    }
  }
}
