import { isUint } from "../values/integers.ts";
import { typeNameOf } from "../values/kinds.ts";
import { EvalError, TypeValue, Uint } from "../values/value.ts";
import { toInt, toUint } from "./arithmetic.ts";
import { func, library } from "./define.ts";
import type { Library } from "./define.ts";
import { formatDouble, parseDouble } from "./go-number.ts";
import { formatDuration, formatTimestamp, timeConversions, unixSeconds } from "./times.ts";

function notConvertible(type: string): EvalError {
  return new EvalError(`type conversion error from 'string' to '${type}'`);
}

const truths: ReadonlyMap<string, boolean> = new Map([
  ...["1", "t", "T", "true", "TRUE", "True"].map((text) => [text, true] as const),
  ...["0", "f", "F", "false", "FALSE", "False"].map((text) => [text, false] as const),
]);

/** Longer texts of digits are no 64-bit number; converting them would only take time. */
const integer = /^[+-]?\d{1,100}$/;

function intOf(text: string): bigint | EvalError {
  if (!integer.test(text)) return notConvertible("int");
  const value = BigInt(text.replace(/^\+/, ""));
  return toInt(value) instanceof EvalError ? notConvertible("int") : value;
}

function uintOf(text: string): Uint | EvalError {
  if (!/^\d{1,100}$/.test(text)) return notConvertible("uint");
  const value = BigInt(text);
  return isUint(value) ? new Uint(value) : notConvertible("uint");
}

const limit = 2 ** 63;

function doubleToInt(value: number): bigint | EvalError {
  return value > -limit && value < limit ? BigInt(Math.trunc(value)) : new EvalError("integer overflow");
}

function doubleToUint(value: number): Uint | EvalError {
  if (value >= 0 && value < 2 * limit) return new Uint(BigInt(Math.trunc(value)));
  return new EvalError("unsigned integer overflow");
}

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string | EvalError {
  try {
    return decoder.decode(bytes);
  } catch {
    return new EvalError("invalid UTF-8 in bytes, cannot convert to string");
  }
}

/** The functions that make a value of another type. */
export const conversions: Library = [
  ...library({
    type: { type: func(["<A>"], "type(<A>)", (value) => new TypeValue(typeNameOf(value))) },
    dyn: { to_dyn: func(["<A>"], "dyn", (value) => value) },
    int: {
      int64_to_int64: func(["int"], "int", (value) => value),
      uint64_to_int64: func(["uint"], "int", ({ value }) => toInt(value)),
      double_to_int64: func(["double"], "int", doubleToInt),
      string_to_int64: func(["string"], "int", intOf),
      timestamp_to_int64: func(["timestamp"], "int", unixSeconds),
      duration_to_int64: func(["duration"], "int", ({ nanos }) => nanos),
    },
    uint: {
      uint64_to_uint64: func(["uint"], "uint", (value) => value),
      int64_to_uint64: func(["int"], "uint", toUint),
      double_to_uint64: func(["double"], "uint", doubleToUint),
      string_to_uint64: func(["string"], "uint", uintOf),
    },
    double: {
      double_to_double: func(["double"], "double", (value) => value),
      int64_to_double: func(["int"], "double", Number),
      uint64_to_double: func(["uint"], "double", ({ value }) => Number(value)),
      string_to_double: func(["string"], "double", (text) => parseDouble(text) ?? notConvertible("double")),
    },
    bool: {
      bool_to_bool: func(["bool"], "bool", (value) => value),
      string_to_bool: func(["string"], "bool", (text) => truths.get(text) ?? notConvertible("bool")),
    },
    bytes: {
      bytes_to_bytes: func(["bytes"], "bytes", (value) => value),
      string_to_bytes: func(["string"], "bytes", (text) => new TextEncoder().encode(text)),
    },
    string: {
      string_to_string: func(["string"], "string", (value) => value),
      bool_to_string: func(["bool"], "string", String),
      int64_to_string: func(["int"], "string", String),
      uint64_to_string: func(["uint"], "string", ({ value }) => String(value)),
      double_to_string: func(["double"], "string", formatDouble),
      bytes_to_string: func(["bytes"], "string", textOf),
      timestamp_to_string: func(["timestamp"], "string", formatTimestamp),
      duration_to_string: func(["duration"], "string", formatDuration),
    },
  }),
  ...timeConversions,
];
