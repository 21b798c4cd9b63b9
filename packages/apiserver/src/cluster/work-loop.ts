import type { Log } from "@flux-ts/base";
import type { Clock, Timer } from "../clock.ts";
import { StatusError } from "../status/status.ts";

/** How much is done before others may have the process. */
const turnLength = 200;

/**
 * What the controllers of a cluster have to do: each piece of work once, however often it is asked for, in the order
 * it was asked for, soon after the write that made it necessary. Idle, it costs nothing.
 */
export class WorkLoop implements Disposable {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #waiting = new Map<string, () => void>();
  readonly #timers = new Map<string, { readonly at: number; readonly timer: Timer }>();
  #scheduled = false;
  #ended = false;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  add(id: string, run: () => void): void {
    if (this.#ended || this.#waiting.has(id)) return;
    this.#waiting.set(id, run);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#run());
  }

  /** Asks for work at a time. Of several times for the same work the earliest counts. */
  at(id: string, time: number, run: () => void): void {
    const known = this.#timers.get(id);
    if (this.#ended || (known !== undefined && known.at <= time)) return;
    known?.timer[Symbol.dispose]();
    const timer = this.#clock.after(Math.max(0, time - this.#clock.now()), () => {
      this.#timers.delete(id);
      this.add(id, run);
    });
    this.#timers.set(id, { at: time, timer });
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    this.#waiting.clear();
    for (const { timer } of this.#timers.values()) timer[Symbol.dispose]();
    this.#timers.clear();
  }

  #run(): void {
    for (let done = 0; done < turnLength; done++) {
      const next = this.#waiting.entries().next().value;
      if (next === undefined) {
        this.#scheduled = false;
        return;
      }
      const [id, run] = next;
      this.#waiting.delete(id);
      this.#attempt(id, run);
    }
    setImmediate(() => this.#run());
  }

  /** A refusal means that the object has moved on, which brings the controller back; anything else is a fault of ours. */
  #attempt(id: string, run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof StatusError)) this.#log.error("controller failed", error, { work: id });
    }
  }
}
