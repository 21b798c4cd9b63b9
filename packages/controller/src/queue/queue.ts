import { backoffDelay, type BackoffOptions } from "@flux-ts/base";
import type { Clock } from "@flux-ts/kube";
import { type RunReason, strongerReason } from "../reason.ts";

export interface QueueOptions {
  /** How many keys are worked on at the same time. */
  readonly concurrency: number;
  readonly backoff: BackoffOptions;
  readonly clock: Clock;
  /** Works on one key. Must not reject. */
  readonly work: (key: string, reason: RunReason, worker: Worker) => Promise<void>;
  readonly observer: QueueObserver;
}

/** The place in the concurrency limit that a piece of work holds. */
export interface Worker {
  /** Gives the place to others while something is waited for, and takes one again before going on. */
  lend<R>(wait: () => Promise<R>): Promise<R>;
}

/** Hears what becomes of the keys. */
export interface QueueObserver {
  added(key: string): void;
  removed(key: string): void;
  started(key: string): void;
  finished(key: string): void;
  retried(): void;
}

interface Entry {
  /** Why the key is to be worked on; undefined when it is not. */
  pending: RunReason | undefined;
  running: boolean;
  /** Failures in a row. */
  failures: number;
  wake: Wake | undefined;
}

interface Wake {
  readonly at: number;
  readonly cancel: AbortController;
}

/** Timers of Node overflow beyond this. */
const longestSleepMs = 2 ** 31 - 1;

/**
 * Keys to be worked on, each by one worker at a time and at most once however often it is added meanwhile.
 * Work starts with {@link WorkQueue.start}; until then keys gather.
 */
export class WorkQueue {
  readonly #options: QueueOptions;
  readonly #entries = new Map<string, Entry>();
  /** Keys ready to be worked on, oldest first. */
  readonly #ready = new Set<string>();
  /** Work that lent its place and wants one again, oldest first. */
  readonly #resuming: (() => void)[] = [];
  readonly #idle: (() => void)[] = [];
  #state: "gathering" | "working" | "stopped" = "gathering";
  /** Places taken. */
  #busy = 0;
  /** Pieces of work under way, lending ones included. */
  #active = 0;

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#state === "gathering") this.#state = "working";
    this.#dispatch();
  }

  /** Works on the key as soon as possible; when it is being worked on, once more afterwards. */
  add(key: string, reason: RunReason): void {
    if (this.#state === "stopped") return;
    const entry = this.#entry(key);
    if (entry.pending === undefined) this.#options.observer.added(key);
    entry.pending = strongerReason(entry.pending, reason);
    if (entry.running) return;
    this.#ready.add(key);
    this.#dispatch();
  }

  /**
   * Adds the key after a while. Of several wake-ups the earliest counts, and starting to work on the key forgets them:
   * the outcome of that work says when to wake up next.
   */
  wake(key: string, afterMs: number, reason: RunReason): void {
    if (this.#state === "stopped") return;
    const entry = this.#entry(key);
    const at = this.#options.clock.now() + afterMs;
    if (entry.wake && entry.wake.at <= at) return;
    entry.wake?.cancel.abort();
    const wake: Wake = { at, cancel: new AbortController() };
    entry.wake = wake;
    void this.#addLater(key, wake, reason);
  }

  /** Wakes the key after its next back-off; returns the delay in milliseconds. */
  retry(key: string): number {
    const entry = this.#entry(key);
    entry.failures += 1;
    const delay = backoffDelay(entry.failures, this.#options.backoff);
    this.#options.observer.retried();
    this.wake(key, delay, "retry");
    return delay;
  }

  /** The next failure of the key counts as its first. */
  resetBackoff(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    entry.failures = 0;
    this.#tidy(key, entry);
  }

  /** Forgets everything about the key, except that it is being worked on. */
  remove(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    if (entry.pending !== undefined) this.#options.observer.removed(key);
    entry.pending = undefined;
    entry.failures = 0;
    this.#cancelWake(entry);
    this.#ready.delete(key);
    this.#tidy(key, entry);
  }

  /** Starts nothing any more and resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#state = "stopped";
    this.#ready.clear();
    for (const entry of this.#entries.values()) this.#cancelWake(entry);
    if (this.#active > 0) await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #entry(key: string): Entry {
    const known = this.#entries.get(key);
    if (known) return known;
    const entry: Entry = { pending: undefined, running: false, failures: 0, wake: undefined };
    this.#entries.set(key, entry);
    return entry;
  }

  #dispatch(): void {
    while (this.#busy < this.#options.concurrency) {
      const resume = this.#resuming.shift();
      if (resume) {
        this.#busy += 1;
        resume();
        continue;
      }
      const [key] = this.#ready;
      if (key === undefined || this.#state !== "working") return;
      this.#ready.delete(key);
      void this.#work(key, this.#entry(key));
    }
  }

  async #work(key: string, entry: Entry): Promise<void> {
    const { work, observer } = this.#options;
    const reason = entry.pending ?? "interval";
    entry.pending = undefined;
    entry.running = true;
    this.#cancelWake(entry);
    this.#busy += 1;
    this.#active += 1;
    observer.started(key);
    try {
      await work(key, reason, { lend: (wait) => this.#lend(wait) });
    } finally {
      observer.finished(key);
      this.#busy -= 1;
      this.#active -= 1;
      entry.running = false;
      if (entry.pending !== undefined) this.#ready.add(key);
      this.#tidy(key, entry);
      this.#afterWork();
    }
  }

  #afterWork(): void {
    if (this.#state === "stopped") this.#ready.clear();
    this.#dispatch();
    if (this.#active > 0) return;
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #lend<R>(wait: () => Promise<R>): Promise<R> {
    this.#busy -= 1;
    this.#dispatch();
    try {
      return await wait();
    } finally {
      await new Promise<void>((resolve) => {
        this.#resuming.push(resolve);
        this.#dispatch();
      });
    }
  }

  async #addLater(key: string, wake: Wake, reason: RunReason): Promise<void> {
    const { clock } = this.#options;
    const { signal } = wake.cancel;
    try {
      for (let left = wake.at - clock.now(); left > 0; left = wake.at - clock.now()) {
        await clock.sleep(Math.min(left, longestSleepMs), signal);
      }
    } catch {
      return; // cancelled: an earlier wake-up or a run took its place
    }
    if (signal.aborted) return;
    this.#entry(key).wake = undefined;
    this.add(key, reason);
  }

  #cancelWake(entry: Entry): void {
    entry.wake?.cancel.abort();
    entry.wake = undefined;
  }

  #tidy(key: string, entry: Entry): void {
    const { pending, running, failures, wake } = entry;
    if (pending === undefined && !running && failures === 0 && !wake) this.#entries.delete(key);
  }
}
