import { Agent, request } from "node:http";
import type { IncomingMessage } from "node:http";
import type { JsonValue } from "@flux-ts/base";
import { parseJson } from "@flux-ts/base";

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | undefined;
}

/** An answer that was read to its end. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly text: string;
}

/** All values of a header by its name in lower case. */
export type HttpHeaders = { readonly [name: string]: readonly string[] | undefined };

/** An answer whose body still comes. */
export interface HttpStream {
  readonly status: number;
  readonly headers: HttpHeaders;
  /** The lines that have come by now. */
  readonly lines: readonly string[];
  /** Resolves with the next line, or undefined at the end. */
  next(): Promise<string | undefined>;
}

/** Requests to one server with nothing added to them, for as long as `signal` allows. */
export class HttpDoor implements Disposable {
  readonly #url: string;
  readonly #signal: AbortSignal;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(url: string, signal: AbortSignal) {
    this.#url = url;
    this.#signal = signal;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }

  async send(wanted: HttpRequest): Promise<HttpResponse> {
    const response = await this.#open(wanted);
    const chunks: Buffer[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
    return {
      status: response.statusCode ?? 0,
      headers: response.headersDistinct,
      text: Buffer.concat(chunks).toString(),
    };
  }

  async stream(wanted: HttpRequest): Promise<HttpStream> {
    const response = await this.#open(wanted);
    const lines: string[] = [];
    const iterator = readLines(response)[Symbol.asyncIterator]();
    return {
      status: response.statusCode ?? 0,
      headers: response.headersDistinct,
      lines,
      next: async () => {
        const result = await iterator.next();
        if (result.done) return undefined;
        lines.push(result.value);
        return result.value;
      },
    };
  }

  #open({ method, path, headers, body }: HttpRequest): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
      const options = { method, path, headers: { ...headers, ...length }, agent: this.#agent, signal: this.#signal };
      const { hostname, port } = new URL(this.#url);
      request({ hostname, port, ...options }, resolve)
        .on("error", reject)
        .end(body);
    });
  }
}

async function* readLines(response: IncomingMessage): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of response.setEncoding("utf8") as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** The value of a body; undefined when it is no JSON. */
export function jsonOf(text: string): JsonValue | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
