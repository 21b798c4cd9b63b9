export interface OutboxOptions<E> {
  /** Must not reject. The signal says that the outbox is closed: nobody waits for the delivery any longer. */
  readonly deliver: (item: E, signal: AbortSignal) => Promise<void>;
  /** Items kept at most; what comes on top is dropped. */
  readonly capacity: number;
  readonly onDrop: (item: E) => void;
}

/** A bounded queue of things to deliver, one after the other. */
export class Outbox<E> {
  readonly #options: OutboxOptions<E>;
  readonly #items: E[] = [];
  readonly #closed = new AbortController();
  #delivering: Promise<void> | undefined;

  constructor(options: OutboxOptions<E>) {
    this.#options = options;
  }

  add(item: E): void {
    const { capacity, onDrop } = this.#options;
    if (this.#items.length >= capacity || this.#closed.signal.aborted) {
      onDrop(item);
      return;
    }
    this.#items.push(item);
    this.#delivering ??= this.#deliverAll();
  }

  /** Resolves when everything added so far has been delivered or given up. */
  async flush(): Promise<void> {
    await this.#delivering;
  }

  /** Drops what has not been delivered and takes nothing any more. */
  async close(): Promise<void> {
    this.#closed.abort();
    for (const item of this.#items.splice(0)) this.#options.onDrop(item);
    await this.#delivering;
  }

  async #deliverAll(): Promise<void> {
    for (let item = this.#items.shift(); item !== undefined; item = this.#items.shift()) {
      await this.#options.deliver(item, this.#closed.signal);
    }
    this.#delivering = undefined;
  }
}
