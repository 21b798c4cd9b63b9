import { ListValue } from "./list.ts";
import { MapValue } from "./map.ts";
import { Duration, OptionalValue, Timestamp, TypeValue, Uint } from "./value.ts";
import type { Opaque, Value } from "./value.ts";

/** The name of a value's type, as `type(x)` prints it. */
export function typeNameOf(value: Value): string {
  switch (typeof value) {
    case "bigint":
      return "int";
    case "number":
      return "double";
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "object":
      return value === null ? "null_type" : objectTypeName(value);
    default:
      return "error";
  }
}

function objectTypeName(value: Exclude<Value, null | bigint | number | string | boolean>): string {
  if (value instanceof Uint) return "uint";
  if (value instanceof ListValue) return "list";
  if (value instanceof MapValue) return "map";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof Timestamp) return "google.protobuf.Timestamp";
  if (value instanceof Duration) return "google.protobuf.Duration";
  if (value instanceof TypeValue) return "type";
  if (value instanceof OptionalValue) return "optional_type";
  return value.typeName;
}

export function isOpaque(value: Value): value is Opaque {
  return typeof value === "object" && value !== null && "typeName" in value;
}
