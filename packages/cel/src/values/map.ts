import { Uint } from "./value.ts";
import type { Result, Value } from "./value.ts";

/** A map; `get` finds numbers by value, so that `1`, `1u` and `1.0` are one key. */
export abstract class MapValue {
  abstract readonly size: number;

  abstract get(key: Value): Value | undefined;

  /** What reading a key comes to: maps whose values are made when they are read may fail. */
  read(key: Value): Result | undefined {
    return this.get(key);
  }

  /** Whether what is not seen by keys is equal; maps that have nothing of the kind leave this out. */
  unseenEquals?(other: MapValue): boolean;

  /** Whether there is such a key; objects have keys for fields that are not set, too. */
  has(key: Value): boolean {
    return this.get(key) !== undefined;
  }

  abstract keys(): Iterable<Value>;
}

type Key = Value;

class EntryMap extends MapValue {
  readonly #entries: ReadonlyMap<Key, readonly [key: Value, value: Value]>;

  constructor(entries: ReadonlyMap<Key, readonly [Value, Value]>) {
    super();
    this.#entries = entries;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(keyOf(key))?.[1];
  }

  *keys(): Generator<Value, void> {
    for (const [key] of this.#entries.values()) yield key;
  }

  /** The same map with more entries; they are not yet in it. */
  with(entries: Iterable<readonly [Value, Value]>): EntryMap {
    const all = new Map(this.#entries);
    for (const entry of entries) all.set(keyOf(entry[0]), entry);
    return new EntryMap(all);
  }
}

const emptyMap = new EntryMap(new Map());

export function mapOf(entries: Iterable<readonly [key: Value, value: Value]>): MapValue {
  return emptyMap.with(entries);
}

/** Numbers of all kinds that are equal have one key: a `bigint` when they are whole. */
function keyOf(key: Value): Key {
  if (key instanceof Uint) return key.value;
  return typeof key === "number" && Number.isInteger(key) ? BigInt(key) : key;
}
