import type { KubeObject } from "@flux-ts/base";
import type { Entry, Store } from "../../storage/store.ts";
import type { Pod } from "../kinds.ts";

/** 10.244.0.0/16 without its first and last address. */
const addressCount = 65_534;

/** Addresses of Pods: one that is free is given out as late as possible. */
export class PodAddresses implements Disposable {
  readonly #used = new Set<string>();
  readonly #subscription: Disposable;
  #last = 0;

  constructor(store: Store) {
    for (const { object } of store.list("/pods") as readonly Entry[]) this.#note(addressOf(object), true);
    this.#subscription = store.onChange("/pods", ({ before, after }) => {
      if (after === undefined) this.#note(addressOf(before?.object), false);
      else this.#note(addressOf(after.object), true);
    });
  }

  /** @throws RangeError when all are used. */
  next(): string {
    for (let tries = 0; tries < addressCount; tries++) {
      this.#last = (this.#last % addressCount) + 1;
      const address = `10.244.${this.#last >> 8}.${this.#last & 0xff}`;
      if (!this.#used.has(address)) return address;
    }
    throw new RangeError("No address is left for Pods");
  }

  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
  }

  #note(address: string | undefined, used: boolean): void {
    if (address === undefined) return;
    if (used) this.#used.add(address);
    else this.#used.delete(address);
  }
}

function addressOf(pod: KubeObject | undefined): string | undefined {
  return (pod as Pod | undefined)?.status?.podIP;
}
