import type { Log } from "@flux-ts/base";
import type { Clock, Timer } from "../clock.ts";
import { StatusError } from "../status/status.ts";

/** How much is done before others may have the process. */
const turnLength = 200;

/**
 * Work on Pods comes before that on the sets they belong to, and that before what owns the sets: who is above hears of
 * what has become of those below once, not of every step.
 */
const ranks = ["pod", "replicaset", "statefulset", "daemonset", "job"] as const;

/**
 * What the controllers of a cluster have to do: each piece of work once, however often it is asked for, soon after the
 * write that made it necessary. Work is named by its kind and an object. Idle, it costs nothing.
 */
export class WorkLoop implements Disposable {
  readonly #clock: Clock;
  readonly #log: Log;
  /** By rank, what is asked for, in that order; the last rank is that of all other kinds. */
  readonly #waiting = [...ranks, "other"].map(() => new Map<string, () => void>());
  readonly #timers = new Map<string, { readonly at: number; readonly timer: Timer }>();
  #scheduled = false;
  #ended = false;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  add(id: string, run: () => void): void {
    const rank = ranks.findIndex((kind) => id.startsWith(`${kind} `));
    const waiting = this.#waiting.at(rank);
    if (this.#ended || waiting === undefined || waiting.has(id)) return;
    waiting.set(id, run);
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => this.#run(0));
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
    for (const waiting of this.#waiting) waiting.clear();
    for (const { timer } of this.#timers.values()) timer[Symbol.dispose]();
    this.#timers.clear();
  }

  /** Does one piece of work; what it leads to is told before the next one is taken. */
  #run(done: number): void {
    const waiting = this.#waiting.find(({ size }) => size > 0);
    const next = waiting?.entries().next().value;
    if (waiting === undefined || next === undefined) {
      this.#scheduled = false;
      return;
    }
    const [id, run] = next;
    waiting.delete(id);
    this.#attempt(id, run);
    if (done < turnLength) queueMicrotask(() => this.#run(done + 1));
    else setImmediate(() => this.#run(0));
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
