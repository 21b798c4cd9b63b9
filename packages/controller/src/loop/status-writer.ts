import type { JsonObject, KubeObject, Log } from "@flux-ts/base";
import { isConflict } from "@flux-ts/kube";
import type { Clock } from "@flux-ts/kube";
import { createMergePatch } from "@flux-ts/kube-schema";
import { statusOf } from "./status.ts";

export interface StatusWriterOptions<T extends KubeObject> {
  /** The newest known state of the object. */
  readonly newest: () => T;
  /** Sends a merge patch of the status and remembers the answer as the newest state. */
  readonly patch: (status: JsonObject) => Promise<void>;
  readonly clock: Clock;
  readonly noteDelayMs: number;
  readonly log: Log;
}

const maxConflicts = 3;

/**
 * What one run shows of itself in `status`. Changes add up; each write sends what differs from the object as it is
 * known by then, and nothing when nothing does. Writes follow one another.
 */
export class StatusWriter<T extends KubeObject> {
  readonly #options: StatusWriterOptions<T>;
  #status: JsonObject;
  #last: Promise<void> = Promise.resolve();
  #delayed: AbortController | undefined;

  constructor(options: StatusWriterOptions<T>) {
    this.#options = options;
    this.#status = statusOf(options.newest());
  }

  /** What is shown, be it written or not. */
  get status(): JsonObject {
    return this.#status;
  }

  /** Shows this; it is written after a while, unless something else is written before. */
  note(status: JsonObject): void {
    this.#status = status;
    if (this.#delayed) return;
    this.#delayed = new AbortController();
    void this.#writeLater(this.#delayed.signal);
  }

  /** Shows this and resolves when it is written. */
  write(status: JsonObject): Promise<void> {
    this.#status = status;
    return this.#flush();
  }

  /** Writes nothing more. Resolves when a write under way has ended, however it ended. */
  async abandon(): Promise<void> {
    this.#delayed?.abort();
    await this.#last.catch(() => {});
  }

  async #writeLater(signal: AbortSignal): Promise<void> {
    const { clock, noteDelayMs, log } = this.#options;
    try {
      await clock.sleep(noteDelayMs, signal);
    } catch {
      return; // something else is written sooner, or nothing any more
    }
    // A failure may be passing: the next write sends the same.
    await this.#flush().catch((error: unknown) => log.debug("progress not written", { error }));
  }

  #flush(): Promise<void> {
    this.#delayed?.abort();
    this.#delayed = undefined;
    const send = (): Promise<void> => this.#send();
    this.#last = this.#last.then(send, send);
    return this.#last;
  }

  async #send(): Promise<void> {
    for (let conflicts = 0; ; conflicts++) {
      const change = createMergePatch(statusOf(this.#options.newest()), this.#status);
      if (Object.keys(change).length === 0) return;
      try {
        return await this.#options.patch(change);
      } catch (error) {
        if (!isConflict(error) || conflicts >= maxConflicts) throw error;
      }
    }
  }
}
