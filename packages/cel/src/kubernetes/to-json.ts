import { setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { encodeBase64 } from "../library/encoders.ts";
import { formatDuration, formatTimestamp } from "../library/times.ts";
import { typeNameOf } from "../values/kinds.ts";
import { ListValue } from "../values/list.ts";
import { MapValue } from "../values/map.ts";
import { StructValue } from "../values/struct.ts";
import { Duration, EvalError, OptionalValue, Timestamp, TypeValue, Uint } from "../values/value.ts";
import type { Value } from "../values/value.ts";

export interface ToJsonOptions {
  /** Whether only what JSON itself has is taken: no times, bytes and unsigned numbers. @default false */
  readonly strict?: boolean;
}

/**
 * A value as JSON: times, bytes and types as the texts that they are written as, an optional as what is in it. An
 * error for values that JSON has no form for, and for keys that are no texts.
 */
export function toJson(value: Value, { strict = false }: ToJsonOptions = {}): JsonValue | EvalError {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number") {
    return value;
  }
  if (typeof value === "bigint") return number(value);
  if (value instanceof ListValue) return listToJson(value, { strict });
  if (value instanceof MapValue) return entriesToJson(entriesOf(value), { strict });
  if (value instanceof StructValue) return entriesToJson(value.fields, { strict });
  if (value instanceof OptionalValue) return value.value === undefined ? null : toJson(value.value, { strict });
  if (value instanceof TypeValue) return value.name;
  const text = strict ? undefined : written(value);
  return (
    text ?? new EvalError(`type conversion error from '${typeNameOf(value).replace(/^.*\./, "")}' to '*structpb.Value'`)
  );
}

function written(value: Value): JsonValue | undefined {
  if (value instanceof Uint) return number(value.value);
  if (value instanceof Timestamp) return formatTimestamp(value);
  if (value instanceof Duration) return formatDuration(value);
  return value instanceof Uint8Array ? encodeBase64(value) : undefined;
}

/** Integers that a double cannot hold stay exact. */
function number(value: bigint): JsonValue {
  const short = Number(value);
  return Number.isSafeInteger(short) ? short : value;
}

function listToJson(list: ListValue, options: ToJsonOptions): JsonValue | EvalError {
  const items: JsonValue[] = [];
  for (const item of list) {
    const json = toJson(item, options);
    if (json instanceof EvalError) return json;
    items.push(json);
  }
  return items;
}

function* entriesOf(map: MapValue): Generator<readonly [Value, Value], void> {
  for (const key of map.keys()) yield [key, map.get(key) ?? null];
}

function entriesToJson(entries: Iterable<readonly [Value, Value]>, options: ToJsonOptions): JsonObject | EvalError {
  const object: JsonObjectDraft = {};
  for (const [name, value] of entries) {
    if (typeof name !== "string") {
      return new EvalError(`unsupported type conversion from '${typeNameOf(name)}' to string`);
    }
    const json = toJson(value, options);
    if (json instanceof EvalError) return json;
    setOwn(object, name, json);
  }
  return object;
}
