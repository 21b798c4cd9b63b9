import { stringifyJson } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import { base64Problem } from "./base64.ts";
import type { Scalar } from "./go-types.ts";
import { parseQuantity } from "./quantity.ts";
import { corruptBase64 } from "./texts.ts";
import { parseTime } from "./time.ts";

export type ScalarReading =
  | { readonly value: JsonValue }
  /** The Go type that was expected instead. */
  | { readonly expected: string }
  /** A complete message of the type's own parser. */
  | { readonly message: string };

const readers: { readonly [kind in Scalar]: (value: JsonValue) => ScalarReading } = {
  string: (value) => (typeof value === "string" ? { value } : { expected: "string" }),
  bool: (value) => (typeof value === "boolean" ? { value } : { expected: "bool" }),
  int32: (value) => (isInteger(value, 32) ? { value } : { expected: "int32" }),
  int64: (value) => (isInteger(value, 64) ? { value } : { expected: "int64" }),
  float64: (value) => (typeof value === "number" || typeof value === "bigint" ? { value } : { expected: "float64" }),
  bytes: readBytes,
  quantity: (value) => parseQuantity(typeof value === "string" ? value : stringifyJson(value)),
  "int-or-string": (value) => (typeof value === "string" || isInteger(value, 32) ? { value } : { expected: "int32" }),
  time: (value) => (typeof value === "string" ? parseTime(value, "seconds") : { expected: "string" }),
  "micro-time": (value) => (typeof value === "string" ? parseTime(value, "microseconds") : { expected: "string" }),
};

export function readScalar(value: JsonValue, kind: Scalar): ScalarReading {
  return readers[kind](value);
}

function isInteger(value: JsonValue, bits: 32 | 64): boolean {
  if (typeof value === "bigint") return BigInt.asIntN(bits, value) === value;
  if (typeof value !== "number" || !Number.isInteger(value)) return false;
  return bits === 32 ? Math.abs(value + 0.5) <= 2 ** 31 : Number.isSafeInteger(value);
}

function readBytes(value: JsonValue): ScalarReading {
  if (typeof value !== "string") return { expected: "[]uint8" };
  const offset = base64Problem(value);
  return offset === undefined ? { value } : { message: corruptBase64(offset) };
}
