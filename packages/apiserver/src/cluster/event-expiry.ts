import type { KubeObject } from "@flux-ts/base";
import type { Clock, Timer } from "../clock.ts";
import type { ObjectName, ResourceName, SystemClient } from "../system/client.ts";
import { ignoreRefusals } from "../system/refusals.ts";

const events: ResourceName = { group: "", plural: "events", version: "v1" };

/** As upstream's preset. */
const lifeMs = 3_600_000;

/** Deletes events an hour after they were written last, so that they do not pile up. */
export function startEventExpiry(client: SystemClient, clock: Clock): Disposable {
  const expiry = new EventExpiry(client, clock);
  const watch = client.watch(events, ({ after }) => {
    if (after !== undefined) expiry.note(after);
  });
  return {
    [Symbol.dispose]: () => {
      watch[Symbol.dispose]();
      expiry[Symbol.dispose]();
    },
  };
}

interface Due {
  readonly name: ObjectName;
  readonly resourceVersion: string | undefined;
  readonly at: number;
}

class EventExpiry implements Disposable {
  readonly #client: SystemClient;
  readonly #clock: Clock;
  /** All live equally long, so this is in the order of their ends. */
  #due: Due[] = [];
  #timer: Timer | undefined;

  constructor(client: SystemClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  note({ metadata }: KubeObject): void {
    const { namespace = "", name, resourceVersion } = metadata;
    this.#due.push({ name: { namespace, name }, resourceVersion, at: this.#clock.now() + lifeMs });
    this.#schedule();
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#due = [];
  }

  #schedule(): void {
    const [next] = this.#due;
    if (this.#timer !== undefined || next === undefined) return;
    this.#timer = this.#clock.after(Math.max(0, next.at - this.#clock.now()), () => {
      this.#timer = undefined;
      this.#expire();
      this.#schedule();
    });
  }

  #expire(): void {
    const now = this.#clock.now();
    const end = this.#due.findIndex(({ at }) => at > now);
    const over = this.#due.splice(0, end < 0 ? this.#due.length : end);
    for (const { name, resourceVersion = "" } of over) {
      // An event that happened again since has another version, and another end.
      ignoreRefusals(() => this.#client.delete(events, name, { resourceVersion }));
    }
  }
}
