import type { KubeObject } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";

/**
 * Which of those that change the object of a write are asked again: those that wish it, when the object was changed
 * after they had been asked. That happens at most once.
 */
export class Reinvocation {
  readonly #asked = new Set<string>();
  readonly #due = new Set<string>();
  #output: KubeObject | undefined;
  #rounds = 0;

  /** From 0. */
  get round(): number {
    return this.#rounds - 1;
  }

  /** Begins a round with the object as it now is: others may have changed it since the last one. */
  begin(object: KubeObject): void {
    this.#rounds += 1;
    if (this.#output === undefined) return;
    if (!equalJson(this.#output, object)) this.changed();
  }

  /** Whether it is somebody's turn in this round. */
  isDue(key: string): boolean {
    return this.#rounds < 2 || this.#due.has(key);
  }

  /** Somebody changed the object. */
  changed(): void {
    for (const key of this.#asked) this.#due.add(key);
    this.#asked.clear();
  }

  /** Somebody has been asked who wishes to be asked again. */
  asked(key: string): void {
    this.#asked.add(key);
  }

  end(object: KubeObject): void {
    this.#output = object;
  }
}
