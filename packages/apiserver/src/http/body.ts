import type { IncomingMessage } from "node:http";
import { requestTooLarge } from "../status/errors.ts";
import { StatusError } from "../status/status.ts";

/** As upstream: the largest body of a request, in bytes. */
const bodyLimit = 3 * 1024 * 1024;
const defaultBudget = 256 * 1024 * 1024;

const nothing = new Uint8Array();

/** Reads the bodies of requests, and no more at a time than its budget: many slow senders cannot fill the memory. */
export class BodyReader {
  readonly #budget: number;
  /** Bytes of bodies that are not complete yet. */
  #pending = 0;

  constructor(budget = defaultBudget) {
    this.#budget = budget;
  }

  /** The body, or why there is none; undefined when the client went away while it was sent. */
  async read(request: IncomingMessage): Promise<Uint8Array | StatusError | undefined> {
    if (request.headers["content-length"] === undefined && request.headers["transfer-encoding"] === undefined) {
      return nothing;
    }
    let size = 0;
    const { promise, resolve } = Promise.withResolvers<Uint8Array | StatusError | undefined>();
    const chunks: Buffer[] = [];
    // Listeners, since an iterator over each body costs as much as reading its JSON.
    const take = (chunk: Buffer) => {
      size += chunk.byteLength;
      this.#pending += chunk.byteLength;
      const problem = this.#problemOf(size);
      if (problem === undefined) chunks.push(chunk);
      else {
        resolve(problem);
        request.off("data", take).pause();
      }
    };
    request.on("data", take);
    request.on("end", () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    // The client is gone, there is nobody to tell.
    request.on("error", () => resolve(undefined));
    request.on("close", () => resolve(undefined));
    try {
      return await promise;
    } finally {
      this.#pending -= size;
    }
  }

  #problemOf(size: number): StatusError | undefined {
    if (size > bodyLimit) return requestTooLarge(`Request entity too large: limit is ${bodyLimit}`);
    return this.#pending > this.#budget ? tooManyBodies() : undefined;
  }
}

function tooManyBodies(): StatusError {
  return new StatusError({
    code: 429,
    reason: "TooManyRequests",
    message: "too many requests are being sent at once, please try again later",
    details: { retryAfterSeconds: 1 },
    headers: { "retry-after": "1" },
  });
}
