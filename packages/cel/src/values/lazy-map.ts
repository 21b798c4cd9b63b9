import { MapValue } from "./map.ts";
import { EvalError } from "./value.ts";
import type { Result, Value } from "./value.ts";

/** A map whose values are made when they are read first, and may then turn out to be errors. */
export class LazyMap extends MapValue {
  readonly #makers: ReadonlyMap<string, () => Result>;
  readonly #made = new Map<string, Result>();

  constructor(makers: ReadonlyMap<string, () => Result>) {
    super();
    this.#makers = makers;
  }

  get size(): number {
    return this.#makers.size;
  }

  get(key: Value): Value | undefined {
    const found = this.read(key);
    return found instanceof EvalError ? undefined : found;
  }

  override read(key: Value): Result | undefined {
    if (typeof key !== "string") return undefined;
    const known = this.#made.get(key);
    if (known !== undefined) return known;
    const made = this.#makers.get(key)?.();
    if (made !== undefined) this.#made.set(key, made);
    return made;
  }

  keys(): Iterable<Value> {
    return this.#makers.keys();
  }
}
