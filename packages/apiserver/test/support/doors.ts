import { request } from "node:http";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { parseJson } from "@flux-ts/base";
import { createApiServer } from "@flux-ts/apiserver";
import type { ApiServer, ApiServerOptions } from "@flux-ts/apiserver";

export interface Answer {
  readonly status: number;
  readonly body: JsonObject;
  readonly warnings: readonly string[];
}

interface Options {
  readonly query?: { readonly [name: string]: string };
  readonly headers?: { readonly [name: string]: string };
  readonly body?: JsonValue;
}

/** One way into the API: every test of semantics runs through all of them. */
export interface Door extends AsyncDisposable {
  readonly server: ApiServer;
  send(method: string, path: string, options?: Options): Promise<Answer>;
  watch(path: string, query: { readonly [name: string]: string }): Promise<Watch>;
}

export interface Watch extends AsyncDisposable {
  /** The next event; undefined when the server has ended the watch. */
  next(): Promise<JsonObject | undefined>;
}

export type OpenDoor = (options?: ApiServerOptions) => Promise<Door>;

export const doors: readonly (readonly [name: string, open: OpenDoor])[] = [
  ["in process", openInProcess],
  ["over HTTP", openHttp],
];

function openInProcess(options: ApiServerOptions = {}): Promise<Door> {
  return Promise.resolve(openOn(createApiServer(options)));
}

/** The way into a server within the process, as an administrator unless an identity is given. */
export function openOn(server: ApiServer, ...identity: Parameters<ApiServer["transport"]>): Door {
  const transport = server.transport(...identity);
  return {
    server,
    send: async (method, path, { query = {}, headers = {}, body } = {}) => {
      const call = { method, path, query: Object.entries(query), headers: { "user-agent": "test", ...headers } };
      const answer = await transport.send({ ...call, ...(body !== undefined && { body }) });
      const { warning = [] } = answer.headers;
      return {
        status: answer.status,
        body: (answer.body ?? {}) as JsonObject,
        warnings: typeof warning === "string" ? [warning] : warning,
      };
    },
    watch: async (path, query) => {
      const stop = new AbortController();
      const opened = await transport.watch({
        method: "GET",
        path,
        query: [["watch", "1"], ...Object.entries(query)],
        signal: stop.signal,
      });
      if (!("events" in opened)) throw new TypeError(`Watch refused: ${JSON.stringify(opened.body)}`);
      const events = opened.events[Symbol.asyncIterator]();
      return {
        next: async () => ((await events.next()).value ?? undefined) as JsonObject | undefined,
        [Symbol.asyncDispose]: () => {
          stop.abort();
          return Promise.resolve();
        },
      };
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

async function openHttp(options: ApiServerOptions = {}): Promise<Door> {
  const server = createApiServer(options);
  const { url } = await server.listen({ identity: { user: "admin", groups: ["system:masters"] } });
  return {
    server,
    send: async (method, path, { query = {}, headers = {}, body } = {}) => {
      const response = await fetch(`${url}${path}?${new URLSearchParams(query).toString()}`, {
        method,
        headers: {
          "user-agent": "test",
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const warning = response.headers.get("warning");
      return {
        status: response.status,
        body: readText(response.headers.get("content-type") ?? "", await response.text()),
        warnings: warning === null ? [] : [warning],
      };
    },
    watch: (path, query) => openHttpWatch(`${url}${path}?${new URLSearchParams({ watch: "1", ...query }).toString()}`),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** Answers that are no JSON are shown as a transport shows them: as text. */
function readText(contentType: string, text: string): JsonObject {
  return (contentType.startsWith("application/json") ? parseJson(text) : text) as JsonObject;
}

function openHttpWatch(url: string): Promise<Watch> {
  return new Promise((resolve, reject) => {
    const call = request(url, (response) => {
      const lines = readLines(response);
      resolve({
        next: async () => {
          const { value } = await lines.next();
          return value === undefined ? undefined : (parseJson(value) as JsonObject);
        },
        [Symbol.asyncDispose]: () => {
          call.destroy();
          return Promise.resolve();
        },
      });
    });
    call.on("error", reject);
    call.end();
  });
}

async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  return undefined;
}
