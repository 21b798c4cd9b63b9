/** Looks an object up by values derived from it. */
export class IndexTable<R> {
  readonly #valuesOf: (object: R) => readonly string[];
  readonly #found = new Map<string, Map<string, R>>();

  constructor(valuesOf: (object: R) => readonly string[]) {
    this.#valuesOf = valuesOf;
  }

  find(value: string): readonly R[] {
    return [...(this.#found.get(value)?.values() ?? [])];
  }

  add(key: string, object: R): void {
    for (const value of this.#valuesOf(object)) {
      const bucket = this.#found.get(value) ?? new Map<string, R>();
      bucket.set(key, object);
      this.#found.set(value, bucket);
    }
  }

  remove(key: string, object: R): void {
    for (const value of this.#valuesOf(object)) {
      const bucket = this.#found.get(value);
      bucket?.delete(key);
      if (bucket?.size === 0) this.#found.delete(value);
    }
  }
}
