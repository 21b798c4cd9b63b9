import { parseType } from "../check/types.ts";
import type { CelType } from "../check/types.ts";
import type { AccessDecision, Authorizer, GroupCheck, PathCheck, ResourceCheck } from "../values/authorization.ts";
import type { ListValue } from "../values/list.ts";
import type { MapValue } from "../values/map.ts";
import type { NamedFormat } from "../values/named-format.ts";
import type { Cidr, IpAddress } from "../values/net.ts";
import type { Quantity } from "../values/quantity.ts";
import type { SemverValue } from "../values/semver.ts";
import type { UrlValue } from "../values/url.ts";
import type { Duration, EvalError, OptionalValue, Result, Timestamp, TypeValue, Uint, Value } from "../values/value.ts";

/** One way to call a function. */
export interface Overload {
  readonly name: string;
  /** cel-go's name of the overload: costs are kept by it. */
  readonly id: string;
  /** Whether it is called on its first argument: `text.size()`. */
  readonly member: boolean;
  readonly args: readonly CelType[];
  readonly result: CelType;
  /** Called with values of the types of `args`. */
  readonly invoke: (args: readonly Value[]) => Result;
}

export type Library = readonly Overload[];

interface ScalarValues {
  readonly bool: boolean;
  readonly int: bigint;
  readonly uint: Uint;
  readonly double: number;
  readonly string: string;
  readonly bytes: Uint8Array;
  readonly timestamp: Timestamp;
  readonly duration: Duration;
  readonly "kubernetes.NamedFormat": NamedFormat;
  readonly "kubernetes.Quantity": Quantity;
  readonly "kubernetes.authorization.Authorizer": Authorizer;
  readonly "kubernetes.authorization.Decision": AccessDecision;
  readonly "kubernetes.authorization.GroupCheck": GroupCheck;
  readonly "kubernetes.authorization.PathCheck": PathCheck;
  readonly "kubernetes.authorization.ResourceCheck": ResourceCheck;
  readonly "kubernetes.Semver": SemverValue;
  readonly "kubernetes.URL": UrlValue;
  readonly "net.CIDR": Cidr;
  readonly "net.IP": IpAddress;
}

/** The values of a type that is written as text. */
type ValueOf<T extends string> = T extends keyof ScalarValues
  ? ScalarValues[T]
  : T extends `list(${string})`
    ? ListValue
    : T extends `map(${string})`
      ? MapValue
      : T extends `optional_type(${string})`
        ? OptionalValue
        : T extends `type(${string})`
          ? TypeValue
          : Value;

type ValuesOf<Types extends readonly string[]> = { readonly [Index in keyof Types]: ValueOf<Types[Index]> };

type Unnamed = Omit<Overload, "name" | "id">;

/** A function: `size(text)`. Types are written as {@link parseType} reads them. */
export function func<const Args extends readonly string[], const R extends string>(
  args: Args,
  result: R,
  call: (...values: ValuesOf<Args>) => ValueOf<R> | EvalError,
): Unnamed {
  const invoke = (values: readonly Value[]): Result => call(...(values as unknown as ValuesOf<Args>));
  return { member: false, args: args.map(parseType), result: parseType(result), invoke };
}

/** A function that is called on its first argument: `text.size()`. */
export function method<const Args extends readonly string[], const R extends string>(
  args: Args,
  result: R,
  call: (...values: ValuesOf<Args>) => ValueOf<R> | EvalError,
): Unnamed {
  return { ...func(args, result, call), member: true };
}

/** Names functions and their overloads. */
export function library(functions: { readonly [name: string]: { readonly [id: string]: Unnamed } }): Library {
  return Object.entries(functions).flatMap(([name, overloads]) =>
    Object.entries(overloads).map(([id, overload]) => ({ name, id, ...overload })),
  );
}
