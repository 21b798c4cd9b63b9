import { unreachable } from "@flux-ts/base";
import { KubeError } from "../errors.ts";
import type { Clock } from "../clock.ts";
import { initialState, pauseAfter, step, type WatchFact, type WatchInput, type WatchState } from "./machine.ts";

/** The server as a watch needs it. */
export interface WatchSource<T> {
  list(page: PageRequest, signal: AbortSignal | undefined): Promise<Extract<WatchInput<T>, { readonly type: "page" }>>;
  /** Opens a watch; it gives inputs `put`, `drop`, `bookmark` and throws what the server reports as an error. */
  open(resourceVersion: string, signal: AbortSignal | undefined): Promise<AsyncIterable<WatchInput<T>>>;
}

interface PageRequest {
  readonly continue: string | undefined;
  /** Everything in one answer. */
  readonly whole: boolean;
}

export interface RunOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal?: AbortSignal;
}

/** A fact, and how long the watch pauses after it. */
export type TimedFact<T> = readonly [fact: WatchFact<T>, pauseMs: number];

/** Does what the state asks for, forever. Ends only by the signal, whose reason it throws, or by leaving the loop. */
export async function* runWatch<T>(source: WatchSource<T>, options: RunOptions): AsyncGenerator<TimedFact<T>, never> {
  const { clock, random, signal } = options;
  const connection = new Connection(source, signal);
  let state: WatchState = initialState;
  let pauseMs = 0;
  try {
    for (;;) {
      if (pauseMs > 0) await clock.sleep(pauseMs, signal);
      signal?.throwIfAborted();
      const input = await connection.advance(state);
      const [fact, next] = step(state, input);
      pauseMs = pauseAfter(input.type, next, random);
      state = next;
      if (fact) yield [fact, pauseMs];
    }
  } finally {
    await connection.close();
  }
}

/** The I/O of a watch: one action per state. */
class Connection<T> {
  readonly #source: WatchSource<T>;
  readonly #signal: AbortSignal | undefined;
  #lines: AsyncIterator<WatchInput<T>> | undefined;

  constructor(source: WatchSource<T>, signal: AbortSignal | undefined) {
    this.#source = source;
    this.#signal = signal;
  }

  async advance(state: WatchState): Promise<WatchInput<T>> {
    try {
      return await this.#act(state);
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (!(error instanceof Error)) throw error;
      await this.close();
      return { type: "failed", error };
    }
  }

  async close(): Promise<void> {
    const lines = this.#lines;
    this.#lines = undefined;
    await lines?.return?.();
  }

  async #act(state: WatchState): Promise<WatchInput<T>> {
    switch (state.at) {
      case "empty":
        return this.#source.list({ continue: undefined, whole: state.whole }, this.#signal);
      case "listing":
        return this.#source.list({ continue: state.continue, whole: false }, this.#signal);
      case "listed": {
        const lines = await this.#source.open(state.resourceVersion, this.#signal);
        this.#lines = lines[Symbol.asyncIterator]();
        return { type: "opened" };
      }
      case "watching":
        return this.#read();
      default:
        return unreachable(state);
    }
  }

  async #read(): Promise<WatchInput<T>> {
    if (!this.#lines) throw new KubeError("connection-lost", "The watch is not open");
    const line = await this.#lines.next();
    if (line.done !== true) return line.value;
    this.#lines = undefined;
    return { type: "closed" };
  }
}
