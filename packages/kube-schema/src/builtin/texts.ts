import { isJsonObject } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import type { GoType, StructType } from "./go-types.ts";

/** Where a value is. */
export interface Place {
  /** `spec.containers[0].name` */
  readonly path: string;
  /** The path as Go's errors have it, without indices and map keys: `spec.containers.name`. */
  readonly fields: string;
  /** The innermost struct. */
  readonly struct: StructType | undefined;
}

/** A value of the wrong type, in the words of Go's JSON decoder. */
export function jsonMismatch(value: JsonValue, type: GoType, { fields, struct }: Place): string {
  const target = struct === undefined ? "Go value" : `Go struct field ${unqualified(struct.name)}.${fields}`;
  return `json: cannot unmarshal ${describe(value, type)} into ${target} of type ${type.name}`;
}

function unqualified(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

function describe(value: JsonValue, type: GoType): string {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (Array.isArray(value)) return "array";
  if (typeof value === "object") return "object";
  // A number that is no number of this type is shown, one where no number belongs is not.
  return /^(u?int|float)/.test(type.name) ? `number ${value}` : "number";
}

/** A value of the wrong type, in the words of the converter that reads patched objects. */
export function converterMismatch(value: JsonValue, type: GoType): string {
  const found = goKind(value);
  switch (type.kind) {
    case "struct":
      return `cannot restore struct from: ${found}`;
    case "map":
      return `cannot restore map from ${found}`;
    case "slice":
    case "bytes":
      return `cannot restore slice from ${found}`;
    case "int-or-string":
    case "time":
    case "micro-time":
      // These read JSON even here, and know nothing of the struct around them.
      return jsonMismatch(value, type, { path: "", fields: "", struct: undefined });
    default:
      return isConvertible(found, type.name)
        ? `cannot convert ${found} to ${type.name}`
        : `unrecognized type: ${type.name}`;
  }
}

/** Whether Go converts between the types, were it not for the rules of JSON. */
function isConvertible(found: string, wanted: string): boolean {
  if (found === "int64") return wanted !== "bool";
  return found === "float64" && /^(int|float)/.test(wanted);
}

function goKind(value: JsonValue): string {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (Array.isArray(value)) return "slice";
  if (isJsonObject(value)) return "map";
  return typeof value === "bigint" || Number.isInteger(value) ? "int64" : "float64";
}

export const quantitySyntax =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
export const quantitySuffix = "unable to parse quantity's suffix";
export const quantityNumber = "unable to parse numeric part of quantity";

export function corruptBase64(offset: number): string {
  return `illegal base64 data at input byte ${offset}`;
}

/** `rest` of the text is not what this part of the layout asks for. */
export function unparsedTime(text: string, layout: string, rest: string, part: string): string {
  const [quotedText, quotedRest] = [JSON.stringify(text), JSON.stringify(rest)];
  return `parsing time ${quotedText} as ${JSON.stringify(layout)}: cannot parse ${quotedRest} as ${JSON.stringify(part)}`;
}

export function timeOutOfRange(text: string, part: string): string {
  return `parsing time ${JSON.stringify(text)}: ${part} out of range`;
}
