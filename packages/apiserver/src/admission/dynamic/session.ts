import type { Registry } from "../../registry/registry.ts";

/** Thrown when a write needs an answer that is not there yet: the write is tried again once it is. */
class Pending {
  readonly settled: Promise<unknown>;

  constructor(settled: Promise<unknown>) {
    this.settled = settled;
  }
}

/** A write whose object somebody else changes again and again is given up after so many tries. */
const mostTries = 100;

/**
 * A write that asks others. Writes are carried out without waiting, so that nothing happens in between: what needs an
 * answer is given up, the answer is waited for and kept, and the write is tried again from the beginning. Whatever a
 * try gets by chance or from the clock, the next one gets the same, so that it asks the same questions.
 */
export class Session {
  readonly #answers = new Map<string, unknown>();
  readonly #chances: Chances;
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#chances = new Chances();
  }

  /**
   * The answer to a question.
   *
   * @throws Pending when there is none yet
   */
  answer<T>(question: string, ask: () => Promise<T>): T {
    if (this.#answers.has(question)) return this.#answers.get(question) as T;
    throw new Pending(ask().then((answer) => this.#answers.set(question, answer)));
  }

  /** All answers of some questions, which are asked at the same time. */
  answers<T>(asks: readonly (() => T)[]): readonly T[] {
    const pending: Promise<unknown>[] = [];
    const found = asks.flatMap((ask) => {
      try {
        return [ask()];
      } catch (error) {
        if (!(error instanceof Pending)) throw error;
        pending.push(error.settled);
        return [];
      }
    });
    if (pending.length > 0) throw new Pending(Promise.all(pending));
    return found;
  }

  /** Tries until no answer is missing. */
  async run<T>(attempt: (registry: Registry) => T): Promise<T> {
    const { clock, allocators, newUid, newSuffix } = this.#registry;
    const now = clock.now();
    const registry: Registry = {
      ...this.#registry,
      clock: { after: (delayMs, run) => clock.after(delayMs, run), now: () => now },
      newUid: this.#chances.repeating(newUid),
      newSuffix: this.#chances.repeating(newSuffix),
      allocators: {
        clusterIp: this.#chances.repeating(() => allocators.clusterIp()),
        nodePort: this.#chances.repeating(() => allocators.nodePort()),
      },
    };
    for (let tries = 0; tries < mostTries; tries += 1) {
      this.#chances.rewind();
      try {
        return attempt(registry);
      } catch (error) {
        if (!(error instanceof Pending)) throw error;
        // oxlint-disable-next-line no-await-in-loop -- every try needs the answers that the one before asked for
        await error.settled;
      }
    }
    throw new Error(`The object changed ${mostTries} times while webhooks were asked about it`);
  }
}

/** Repeats what was drawn, in the same order, after each rewinding. */
class Chances {
  readonly #rewinds: (() => void)[] = [];

  repeating<T>(draw: () => T): () => T {
    const drawn: T[] = [];
    let index = 0;
    this.#rewinds.push(() => {
      index = 0;
    });
    return () => {
      if (index === drawn.length) drawn.push(draw());
      index += 1;
      return drawn[index - 1] as T;
    };
  }

  rewind(): void {
    for (const rewind of this.#rewinds) rewind();
  }
}
