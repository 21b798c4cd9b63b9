import type { Reply } from "../request/reply.ts";

/** How many requests may be worked on at a time; who comes on top is asked to come again. */
export class InFlight {
  readonly #limits: { readonly reading: number; readonly writing: number };
  readonly #counts = { reading: 0, writing: 0 };

  constructor(limits: { readonly reading: number; readonly writing: number }) {
    this.#limits = limits;
  }

  /** Watches count until they begin. */
  async run(method: string, work: () => Promise<Reply>): Promise<Reply> {
    const kind = method === "GET" || method === "HEAD" ? "reading" : "writing";
    if (this.#counts[kind] >= this.#limits[kind]) return tooMany;
    this.#counts[kind]++;
    try {
      return await work();
    } finally {
      this.#counts[kind]--;
    }
  }
}

const tooMany: Reply = {
  kind: "text",
  status: 429,
  headers: { "retry-after": "1" },
  text: "Too many requests, please try again later.\n",
};
