/** So many new keys are put in their places one by one; more of them are merged with the others at once. */
const few = 32;

/** Keys in code unit order. New ones get their place when somebody asks for the order: most writes come in rows. */
export class KeyOrder {
  #keys: string[];
  /** Keys that have no place yet. */
  readonly #fresh = new Set<string>();

  constructor(keys: Iterable<string>) {
    this.#keys = [...keys].sort(inCodeUnits);
  }

  /** Adds a key that is not there. */
  add(key: string): void {
    this.#fresh.add(key);
  }

  /** Removes a key that is there. */
  remove(key: string): void {
    if (!this.#fresh.delete(key)) this.#keys.splice(firstAtOrAfter(this.#keys, key), 1);
  }

  /** The keys that are not before `start`, as long as they have the prefix. */
  from(start: string, prefix: string): readonly string[] {
    const keys = this.#settled();
    const first = firstAtOrAfter(keys, start);
    let end = first;
    while (end < keys.length && (keys[end] as string).startsWith(prefix)) end++;
    return keys.slice(first, end);
  }

  #settled(): readonly string[] {
    if (this.#fresh.size === 0) return this.#keys;
    const fresh = [...this.#fresh].sort(inCodeUnits);
    this.#fresh.clear();
    if (fresh.length <= few) for (const key of fresh) this.#keys.splice(firstAtOrAfter(this.#keys, key), 0, key);
    else this.#keys = merged(this.#keys, fresh);
    return this.#keys;
  }
}

/** The keys of two sorted lists in order. */
function merged(a: readonly string[], b: readonly string[]): string[] {
  const keys: string[] = [];
  let at = 0;
  for (const key of b) {
    while (at < a.length && (a[at] as string) < key) keys.push(a[at++] as string);
    keys.push(key);
  }
  while (at < a.length) keys.push(a[at++] as string);
  return keys;
}

function inCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Index of the first key that is not before `key`, in a sorted list. */
function firstAtOrAfter(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
