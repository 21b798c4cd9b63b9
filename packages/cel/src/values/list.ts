import type { Value } from "./value.ts";

/** A list. Reading an item is cheap; what made the list may convert items only when they are read. */
export abstract class ListValue implements Iterable<Value> {
  abstract readonly size: number;

  /** The item at an index that is within the list. */
  abstract at(index: number): Value;

  /** Lists with an equality of their own have this. */
  isEqualTo?(other: ListValue): boolean;

  /** Lists that are joined in their own way have this. */
  plus?(other: ListValue): ListValue;

  *[Symbol.iterator](): Generator<Value, void> {
    for (let index = 0; index < this.size; index += 1) yield this.at(index);
  }
}

class ArrayList extends ListValue {
  readonly #items: readonly Value[];

  constructor(items: readonly Value[]) {
    super();
    this.#items = items;
  }

  get size(): number {
    return this.#items.length;
  }

  at(index: number): Value {
    return this.#items[index] as Value;
  }

  override [Symbol.iterator](): Generator<Value, void> {
    return this.#items[Symbol.iterator]() as Generator<Value, void>;
  }
}

/** Two lists read as one, so that a list that is doubled again and again takes no memory. */
class JoinedList extends ListValue {
  readonly #first: ListValue;
  readonly #second: ListValue;
  readonly size: number;

  constructor(first: ListValue, second: ListValue) {
    super();
    this.#first = first;
    this.#second = second;
    this.size = first.size + second.size;
  }

  at(index: number): Value {
    let [list, rest] = this.#part(index);
    while (list instanceof JoinedList) [list, rest] = list.#part(rest);
    return list.at(rest);
  }

  /** The list that an index lies in, and the index there. */
  #part(index: number): [list: ListValue, index: number] {
    const { size } = this.#first;
    return index < size ? [this.#first, index] : [this.#second, index - size];
  }
}

/** Lists up to this size are copied when they are joined. */
const copied = 1024;

export function listOf(items: readonly Value[]): ListValue {
  return new ArrayList(items);
}

/** The items of one list after those of another; undefined when that is too long to be counted. */
export function joinLists(first: ListValue, second: ListValue): ListValue | undefined {
  if (first.plus !== undefined) return first.plus(second);
  if (first.size + second.size > Number.MAX_SAFE_INTEGER) return undefined;
  if (first.size + second.size > copied) return new JoinedList(first, second);
  return new ArrayList([...first, ...second]);
}
