import type { JsonArray, JsonValue } from "@flux-ts/base";
import type { ListType } from "../schema/model.ts";
import { groupItems, itemKey } from "./item-key.ts";

type MergeItem = (live: JsonValue, applied: JsonValue) => JsonValue;

/**
 * Merges two associative lists. Items of the applied list keep its order. Items that only the live list has keep
 * their places relative to the live items before them, unless those moved. Live items that are the same as each other
 * stay, or give way as one to the applied item.
 */
export function mergeItems(live: JsonArray, applied: JsonArray, list: ListType, mergeItem: MergeItem): JsonValue[] {
  const under = groupItems(list, live);
  const over = groupItems(list, applied);
  const appliedKeys = [...over.keys()];
  const liveKeys = live.map((item) => itemKey(list, item));
  const turns = new Turns(appliedKeys.filter((key) => under.has(key)));
  const merged: JsonValue[] = [];
  let l = 0;
  let a = 0;
  const takeApplied = (key: string): void => {
    merged.push(mergeGroup(under.get(key), over.get(key) as JsonValue[], mergeItem));
    a++;
    turns.take(key);
  };
  while (l < liveKeys.length || a < appliedKeys.length) {
    const liveKey = liveKeys[l];
    const appliedKey = appliedKeys[a];
    if (liveKey !== undefined && !over.has(liveKey)) {
      merged.push(live[l] as JsonValue);
      l++;
    } else if (appliedKey === undefined) {
      l++; // all that both have is merged by now
    } else if (liveKey === appliedKey) {
      l++;
      takeApplied(appliedKey);
    } else if (liveKey !== undefined && turns.next !== undefined && turns.next !== liveKey) {
      l++; // both have it, its turn comes with the applied item
    } else {
      // A live item whose turn is over can only be a repetition.
      if (liveKey !== undefined && turns.next === undefined) l++;
      takeApplied(appliedKey);
    }
  }
  return merged;
}

function mergeGroup(live: JsonValue[] | undefined, applied: JsonValue[], mergeItem: MergeItem): JsonValue {
  const over = applied[0] as JsonValue;
  if (live === undefined) return over;
  return live.length > 1 ? over : mergeItem(live[0] as JsonValue, over);
}

/** Whose turn it is among the items that both lists have: they come in the applied order. */
class Turns {
  readonly #keys: readonly string[];
  #at = 0;

  constructor(keys: readonly string[]) {
    this.#keys = keys;
  }

  get next(): string | undefined {
    return this.#keys[this.#at];
  }

  take(key: string): void {
    if (key === this.next) this.#at++;
  }
}
