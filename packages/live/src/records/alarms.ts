import type { Clock } from "@flux-ts/kube";

interface Alarm {
  readonly at: number;
  readonly cancel: AbortController;
}

/** One timer for each name: of several alarms the earliest rings, once. */
export class Alarms {
  readonly #clock: Clock;
  readonly #ring: (name: string) => void;
  readonly #planned = new Map<string, Alarm>();

  constructor(clock: Clock, ring: (name: string) => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** @param at milliseconds since the epoch */
  set(name: string, at: number): void {
    const planned = this.#planned.get(name);
    if (planned && planned.at <= at) return;
    planned?.cancel.abort();
    const cancel = new AbortController();
    this.#planned.set(name, { at, cancel });
    void this.#ringAfter(name, at - this.#clock.now(), cancel.signal);
  }

  clear(name: string): void {
    this.#planned.get(name)?.cancel.abort();
    this.#planned.delete(name);
  }

  clearAll(): void {
    for (const name of this.#planned.keys()) this.clear(name);
  }

  async #ringAfter(name: string, ms: number, signal: AbortSignal): Promise<void> {
    try {
      await this.#clock.sleep(ms, signal);
    } catch {
      return; // cleared, or an earlier one took its place
    }
    this.#planned.delete(name);
    this.#ring(name);
  }
}
