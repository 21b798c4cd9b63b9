import type { YamlNode } from "../compose/node.ts";
import { message } from "../messages.ts";
import { ConstructFault } from "./fault.ts";

/** Documents of up to this many values may consist of aliased ones almost alone. */
const generousUpTo = 400_000;
const strictFrom = 4_000_000;

/** Counts values and how many of them aliases brought, as go-yaml does, and refuses documents that aliases blow up. */
export class AliasBudget {
  spent = 0;
  #aliased = 0;
  #depth = 0;

  /** Counts values; inside of {@link aliased} they are an alias's. */
  spend(count: number, node: YamlNode): void {
    this.spent += count;
    if (this.#depth === 0) return;
    this.#aliased += count;
    this.#check(node);
  }

  /** Counts values that an alias brings and that were constructed before. */
  spendAliased(count: number, node: YamlNode): void {
    this.spent += count;
    this.#aliased += count;
    this.#check(node);
  }

  aliased<T>(construct: () => T): T {
    this.#depth++;
    const value = construct();
    this.#depth--;
    return value;
  }

  #check(node: YamlNode): void {
    if (this.#aliased <= 100 || this.spent <= 1000) return;
    if (this.#aliased / this.spent > allowedShare(this.spent)) {
      throw new ConstructFault("excessive-aliasing", message.excessiveAliasing, node);
    }
  }
}

function allowedShare(count: number): number {
  if (count <= generousUpTo) return 0.99;
  if (count >= strictFrom) return 0.1;
  return 0.99 - 0.89 * ((count - generousUpTo) / (strictFrom - generousUpTo));
}
