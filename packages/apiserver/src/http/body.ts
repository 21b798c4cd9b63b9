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
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        size += chunk.byteLength;
        this.#pending += chunk.byteLength;
        if (size > bodyLimit) return requestTooLarge(`Request entity too large: limit is ${bodyLimit}`);
        if (this.#pending > this.#budget) return tooManyBodies();
        chunks.push(chunk);
      }
    } catch {
      return undefined; // the client is gone, there is nobody to tell
    } finally {
      this.#pending -= size;
    }
    return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
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
