import { ListValue, listOf } from "../values/list.ts";
import { MapValue } from "../values/map.ts";
import { Duration, EvalError, OptionalValue, Timestamp, Uint } from "../values/value.ts";
import type { Value } from "../values/value.ts";
import { func, library, method } from "./define.ts";

function isZero(value: Value): boolean {
  if (value === null || value === false || value === 0n || value === 0 || value === "") return true;
  if (value instanceof Uint) return value.value === 0n;
  if (value instanceof ListValue || value instanceof MapValue) return value.size === 0;
  if (value instanceof Uint8Array) return value.length === 0;
  if (value instanceof Duration) return value.nanos === 0n;
  if (value instanceof Timestamp) return value.nanos === -62_135_596_800_000_000_000n;
  return value instanceof OptionalValue && value.value === undefined;
}

function unwrap(list: ListValue): ListValue {
  const values: Value[] = [];
  for (const item of list) if (item instanceof OptionalValue && item.value !== undefined) values.push(item.value);
  return listOf(values);
}

const dereference = new EvalError("optional.none() dereference");

function optionalItem(item: Value | undefined): OptionalValue {
  return item === undefined ? OptionalValue.none : OptionalValue.of(item);
}

/** Values that may be absent. */
export const optionals = library({
  "optional.none": { optional_none: func([], "optional_type(<V>)", () => OptionalValue.none) },
  "optional.of": { optional_of: func(["<V>"], "optional_type(<V>)", OptionalValue.of) },
  "optional.ofNonZeroValue": {
    optional_ofNonZeroValue: func(["<V>"], "optional_type(<V>)", (value) =>
      isZero(value) ? OptionalValue.none : OptionalValue.of(value),
    ),
  },
  "optional.unwrap": { optional_unwrap: func(["list(optional_type(<V>))"], "list(<V>)", unwrap) },
  unwrapOpt: { optional_unwrapOpt: method(["list(optional_type(<V>))"], "list(<V>)", unwrap) },
  hasValue: {
    optional_hasValue: method(["optional_type(<V>)"], "bool", (optional) => optional.value !== undefined),
  },
  value: {
    optional_value: method(["optional_type(<V>)"], "<V>", ({ value }) => (value === undefined ? dereference : value)),
  },
  or: {
    optional_or_optional: method(
      ["optional_type(<V>)", "optional_type(<V>)"],
      "optional_type(<V>)",
      (optional, other) => (optional.value === undefined ? other : optional),
    ),
  },
  orValue: {
    optional_orValue_value: method(["optional_type(<V>)", "<V>"], "<V>", (optional, other) =>
      optional.value === undefined ? other : optional.value,
    ),
  },
  first: {
    list_first: method(["list(<V>)"], "optional_type(<V>)", (list) =>
      optionalItem(list.size > 0 ? list.at(0) : undefined),
    ),
  },
  last: {
    list_last: method(["list(<V>)"], "optional_type(<V>)", (list) =>
      optionalItem(list.size > 0 ? list.at(list.size - 1) : undefined),
    ),
  },
});
