import { isInt, isUint } from "../values/integers.ts";
import { joinLists } from "../values/list.ts";
import { Duration, EvalError, Timestamp, Uint } from "../values/value.ts";
import { func, library } from "./define.ts";

const overflow = new EvalError("integer overflow");
const unsignedOverflow = new EvalError("unsigned integer overflow");
const durationOverflow = new EvalError("duration overflow");
const timestampOverflow = new EvalError("timestamp overflow");
const tooLong = new EvalError("list is too long");
const divisionByZero = new EvalError("division by zero");
const modulusByZero = new EvalError("modulus by zero");

export function toInt(value: bigint): bigint | EvalError {
  return isInt(value) ? value : overflow;
}

export function toUint(value: bigint): Uint | EvalError {
  return isUint(value) ? new Uint(value) : unsignedOverflow;
}

export function toDuration(nanos: bigint): Duration | EvalError {
  return isInt(nanos) ? new Duration(nanos) : durationOverflow;
}

const earliest = -62_135_596_800_000_000_000n;
const latest = 253_402_300_799_999_999_999n;

/** A point in time between the years 1 and 9999. */
export function toTimestamp(nanos: bigint, offsetMinutes = 0): Timestamp | EvalError {
  return nanos < earliest || nanos > latest ? timestampOverflow : new Timestamp(nanos, offsetMinutes);
}

function concatBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}

function later(time: Timestamp, by: bigint): Timestamp | EvalError {
  return toTimestamp(time.nanos + by, time.offsetMinutes);
}

/** The operators that calculate. */
export const arithmetic = library({
  "_+_": {
    add_int64: func(["int", "int"], "int", (a, b) => toInt(a + b)),
    add_uint64: func(["uint", "uint"], "uint", (a, b) => toUint(a.value + b.value)),
    add_double: func(["double", "double"], "double", (a, b) => a + b),
    add_string: func(["string", "string"], "string", (a, b) => a + b),
    add_bytes: func(["bytes", "bytes"], "bytes", concatBytes),
    add_list: func(["list(<A>)", "list(<A>)"], "list(<A>)", (a, b) => joinLists(a, b) ?? tooLong),
    add_timestamp_duration: func(["timestamp", "duration"], "timestamp", (a, b) => later(a, b.nanos)),
    add_duration_timestamp: func(["duration", "timestamp"], "timestamp", (a, b) => later(b, a.nanos)),
    add_duration_duration: func(["duration", "duration"], "duration", (a, b) => toDuration(a.nanos + b.nanos)),
  },
  "_-_": {
    subtract_int64: func(["int", "int"], "int", (a, b) => toInt(a - b)),
    subtract_uint64: func(["uint", "uint"], "uint", (a, b) => toUint(a.value - b.value)),
    subtract_double: func(["double", "double"], "double", (a, b) => a - b),
    subtract_timestamp_timestamp: func(["timestamp", "timestamp"], "duration", (a, b) => toDuration(a.nanos - b.nanos)),
    subtract_timestamp_duration: func(["timestamp", "duration"], "timestamp", (a, b) => later(a, -b.nanos)),
    subtract_duration_duration: func(["duration", "duration"], "duration", (a, b) => toDuration(a.nanos - b.nanos)),
  },
  "_*_": {
    multiply_int64: func(["int", "int"], "int", (a, b) => toInt(a * b)),
    multiply_uint64: func(["uint", "uint"], "uint", (a, b) => toUint(a.value * b.value)),
    multiply_double: func(["double", "double"], "double", (a, b) => a * b),
  },
  "_/_": {
    divide_int64: func(["int", "int"], "int", (a, b) => (b === 0n ? divisionByZero : toInt(a / b))),
    divide_uint64: func(["uint", "uint"], "uint", (a, b) =>
      b.value === 0n ? divisionByZero : toUint(a.value / b.value),
    ),
    divide_double: func(["double", "double"], "double", (a, b) => a / b),
  },
  "_%_": {
    modulo_int64: func(["int", "int"], "int", (a, b) => (b === 0n ? modulusByZero : toInt(a % b))),
    modulo_uint64: func(["uint", "uint"], "uint", (a, b) =>
      b.value === 0n ? modulusByZero : toUint(a.value % b.value),
    ),
  },
  "-_": {
    negate_int64: func(["int"], "int", (value) => toInt(-value)),
    negate_double: func(["double"], "double", (value) => -value),
  },
});
