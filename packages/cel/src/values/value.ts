import type { ListValue } from "./list.ts";
import type { MapValue } from "./map.ts";

/** An unsigned integer: a `bigint` of its own kind, so that `1u` and `1` stay apart. */
export class Uint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** A point in time, in nanoseconds since 1970. */
export class Timestamp {
  readonly nanos: bigint;
  /** What the clock of the place it was written in is ahead of UTC; it is printed with that. */
  readonly offsetMinutes: number;

  constructor(nanos: bigint, offsetMinutes = 0) {
    this.nanos = nanos;
    this.offsetMinutes = offsetMinutes;
  }
}

/** A length of time, in nanoseconds. */
export class Duration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** What `type(x)` gives. */
export class TypeValue {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** A value that may be absent. */
export class OptionalValue {
  /** Undefined when there is none. */
  readonly value: Value | undefined;

  private constructor(value: Value | undefined) {
    this.value = value;
  }

  static readonly none = new OptionalValue(undefined);

  static of(value: Value): OptionalValue {
    return new OptionalValue(value);
  }
}

/** A value of a type that a library brings, like `net.IP`. */
export interface Opaque {
  readonly typeName: string;
  equals(other: Opaque): boolean;
}

/** What can be written as a literal. */
export type Constant = null | boolean | bigint | Uint | number | string | Uint8Array;

/**
 * What an expression may evaluate to: `bigint` is an int, `number` a double, text is Unicode without lone surrogates.
 */
export type Value = Constant | Timestamp | Duration | TypeValue | OptionalValue | ListValue | MapValue | Opaque;

/** Why an expression has no value. Part of an expression may have one all the same: `true || 1 / 0 > 0`. */
export class EvalError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

export type Result = Value | EvalError;

export const noSuchOverload = new EvalError("no such overload");
