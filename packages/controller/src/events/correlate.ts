import { Lru } from "./lru.ts";

/** What makes events alike. `object` names the involved object. */
export interface EventFacts {
  readonly object: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  /** Milliseconds. */
  readonly at: number;
}

/** An event already written, so that the next one alike counts it up. */
export interface Written {
  readonly name: string;
  readonly firstTimestamp: string;
  readonly count: number;
}

export type Correlation =
  | { readonly step: "drop" }
  | { readonly step: "write"; readonly key: string; readonly message: string; readonly written: Written | undefined };

const remembered = 4096;
/** So many different messages of one reason are written one by one, */
const similarLimit = 10;
/** if they come within this time of each other. */
const similarWindowMs = 600_000;
/** So many events an object may have at once, */
const burst = 25;
/** and one more each time this is over. */
const refillMs = 300_000;

/**
 * Keeps the events of a process few, by the rules of client-go: equal events are counted in one, many similar ones are
 * combined, and objects that still have too many lose them.
 */
export class EventCorrelator {
  readonly #similar = new Lru<string, { readonly messages: ReadonlySet<string>; readonly at: number }>(remembered);
  readonly #written = new Lru<string, Written>(remembered);
  readonly #allowances = new Lru<string, { readonly left: number; readonly at: number }>(remembered);

  correlate(facts: EventFacts): Correlation {
    const group = JSON.stringify([facts.object, facts.type, facts.reason]);
    const combined = this.#isCombined(group, facts);
    const message = combined ? `(combined from similar events): ${facts.message}` : facts.message;
    const key = combined ? group : JSON.stringify([group, facts.message]);
    if (!this.#isAllowed(facts)) return { step: "drop" };
    return { step: "write", key, message, written: this.#written.get(key) };
  }

  remember(key: string, written: Written): void {
    this.#written.set(key, written);
  }

  #isCombined(group: string, { message, at }: EventFacts): boolean {
    const known = this.#similar.get(group);
    const recent = known && at - known.at <= similarWindowMs ? known.messages : new Set<string>();
    const messages = recent.size < similarLimit ? new Set([...recent, message]) : recent;
    this.#similar.set(group, { messages, at });
    return messages.size >= similarLimit;
  }

  #isAllowed({ object, at }: EventFacts): boolean {
    const { left, at: since } = this.#allowances.get(object) ?? { left: burst, at };
    const available = Math.min(burst, left + (at - since) / refillMs);
    const allowed = available >= 1;
    this.#allowances.set(object, { left: allowed ? available - 1 : available, at });
    return allowed;
  }
}
