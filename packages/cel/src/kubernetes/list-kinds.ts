import { equalValues } from "../values/equality.ts";
import { ListValue } from "../values/list.ts";
import { MapValue } from "../values/map.ts";
import type { Value } from "../values/value.ts";

/** Reads items when they are asked for. */
export class LazyList extends ListValue {
  readonly size: number;
  readonly #read: (index: number) => Value;

  constructor(size: number, read: (index: number) => Value) {
    super();
    this.size = size;
    this.#read = read;
  }

  at(index: number): Value {
    return this.#read(index);
  }
}

/** A list of type set: order does not count, and adding what is there changes nothing. */
export class SetList extends LazyList {
  override isEqualTo(other: ListValue): boolean {
    return this.size === other.size && containsAll(this, other) && containsAll(other, this);
  }

  override plus(other: ListValue): ListValue {
    const all = [...this];
    for (const item of other) if (!all.some((known) => equalValues(known, item))) all.push(item);
    return new SetList(all.length, (index) => all[index] as Value);
  }
}

function containsAll(list: ListValue, items: ListValue): boolean {
  for (const item of items) {
    let found = false;
    for (const known of list) found ||= equalValues(known, item);
    if (!found) return false;
  }
  return true;
}

/** A list of type map: items are told apart by some of their fields; order does not count. */
export class KeyedList extends LazyList {
  readonly #keys: readonly string[];

  constructor(size: number, read: (index: number) => Value, keys: readonly string[]) {
    super(size, read);
    this.#keys = keys;
  }

  override isEqualTo(other: ListValue): boolean {
    return this.size === other.size && containsAll(this, other) && containsAll(other, this);
  }

  /** Items of the other list take the place of those with the same keys. */
  override plus(other: ListValue): ListValue {
    const all = [...this];
    for (const item of other) {
      const at = all.findIndex((known) => this.#sameKeys(known, item));
      if (at < 0) all.push(item);
      else all[at] = item;
    }
    return new KeyedList(all.length, (index) => all[index] as Value, this.#keys);
  }

  #sameKeys(a: Value, b: Value): boolean {
    return this.#keys.every((key) => equalValues(keyOf(a, key), keyOf(b, key)));
  }
}

function keyOf(item: Value, key: string): Value {
  return item instanceof MapValue ? (item.get(key) ?? null) : null;
}
