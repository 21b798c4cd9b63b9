import type { Result, Value } from "../values/value.ts";

/** The values of variables by name. */
export type Bindings = ReadonlyMap<string, Value>;

/** Thrown when an evaluation has become too expensive: no operator absorbs it. */
export class LimitExceeded {
  readonly message = "operation cancelled: actual cost limit exceeded";
}

/** Turns of loops are counted apart, since a turn may cost nothing. */
const maxTurns = 2_000_000;

/** One evaluation: its variables, and what it has cost. */
export class Frame {
  readonly bindings: Bindings;
  /** The variables of the loops around an expression, by their depth. */
  readonly locals: Result[] = [];
  readonly #limit: number;
  #cost = 0;
  #turns = 0;

  constructor(bindings: Bindings, limit: number) {
    this.bindings = bindings;
    this.#limit = limit;
  }

  get cost(): number {
    return this.#cost;
  }

  /** @throws LimitExceeded */
  charge(cost: number): void {
    this.#cost += cost;
    if (this.#cost > this.#limit) throw new LimitExceeded();
  }

  /** What may still be spent. */
  get left(): number {
    return this.#limit - this.#cost;
  }

  /** @throws LimitExceeded */
  turn(): void {
    this.#turns += 1;
    if (this.#turns > maxTurns) throw new LimitExceeded();
  }
}
