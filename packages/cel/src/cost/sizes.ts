import { ListValue } from "../values/list.ts";
import { MapValue } from "../values/map.ts";
import { lengthOf } from "../values/text.ts";
import type { Value } from "../values/value.ts";

/** What reading a character costs. */
export const perCharacter = 0.1;

/** What a character of a regular expression costs, for every character it is matched with. */
export const perPatternCharacter = 0.25;

export const listCost = 10;
export const mapCost = 30;
export const structCost = 40;

/** The size of a value as costs count it: 1 for what has no parts. */
export function sizeOf(value: Value | undefined): number {
  if (typeof value === "string") return lengthOf(value);
  if (value instanceof ListValue || value instanceof MapValue) return value.size;
  return value instanceof Uint8Array ? value.length : 1;
}

/** What it costs to look at a value with all its parts. Stops counting above the limit. */
export function traversalCost(value: Value, limit: number): number {
  if (typeof value === "string" || value instanceof Uint8Array) return Math.floor(sizeOf(value) * perCharacter);
  let cost = 0;
  if (value instanceof ListValue) {
    for (let index = 0; index < value.size && cost <= limit; index += 1) {
      cost += traversalCost(value.at(index), limit - cost);
    }
    return cost;
  }
  if (!(value instanceof MapValue)) return 1;
  for (const key of value.keys()) {
    if (cost > limit) break;
    cost += traversalCost(key, limit - cost);
    cost += traversalCost(value.get(key) ?? null, limit - cost);
  }
  return cost;
}
