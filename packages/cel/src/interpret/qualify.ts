import { formatDouble } from "../library/go-number.ts";
import { showKey } from "../library/show.ts";
import { typeNameOf } from "../values/kinds.ts";
import { ListValue } from "../values/list.ts";
import { MapValue } from "../values/map.ts";
import { StructValue } from "../values/struct.ts";
import { EvalError, OptionalValue, Uint } from "../values/value.ts";
import type { Result, Value } from "../values/value.ts";

/** `value.field` and `value[key]`. Of an optional, it is an optional. */
export function qualify(value: Value, key: Value): Result {
  if (value instanceof OptionalValue) return qualifyOptional(value, key);
  const found = find(value, key);
  if (found !== undefined) return found;
  if (value instanceof StructValue && typeof key === "string") return value.read(key);
  return new EvalError(
    value instanceof ListValue ? `index out of bounds: ${showKey(key)}` : `no such key: ${showKey(key)}`,
  );
}

/** `value.?field` and `value[?key]`. */
export function qualifyOptional(value: Value, key: Value): OptionalValue | EvalError {
  const inner = value instanceof OptionalValue ? value.value : value;
  const found = inner === undefined ? undefined : find(inner, key);
  if (found === undefined) return OptionalValue.none;
  return found instanceof EvalError ? found : OptionalValue.of(found);
}

/** `has(value.field)`. */
export function isPresent(value: Value, field: string): boolean | EvalError {
  const found = qualifyOptional(value, field);
  return found instanceof EvalError ? found : found.value !== undefined;
}

/** Undefined when there is no such key or index. */
function find(value: Value, key: Value): Result | undefined {
  if (value instanceof MapValue) return value.read(key);
  if (value instanceof StructValue) return typeof key === "string" ? value.fields.get(key) : undefined;
  return value instanceof ListValue ? findItem(value, key) : undefined;
}

function findItem(list: ListValue, key: Value): Result | undefined {
  const index = indexOf(key);
  if (index instanceof EvalError) return index;
  return index >= 0 && index < list.size ? list.at(index) : undefined;
}

function indexOf(key: Value): number | EvalError {
  if (typeof key === "bigint") return Number(key);
  if (key instanceof Uint) return Number(key.value);
  if (typeof key !== "number") return new EvalError(`unsupported index type '${typeNameOf(key)}' in list`);
  return Number.isInteger(key) ? key : new EvalError(`unsupported index value ${formatDouble(key)} in list`);
}
