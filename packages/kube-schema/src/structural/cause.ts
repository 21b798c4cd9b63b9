import { stringifyJson } from "@flux-ts/base";
import type { JsonValue } from "@flux-ts/base";
import { formatGoNumber, quoteGo } from "../patch/go-format.ts";

export type CauseType =
  | "FieldValueNotFound"
  | "FieldValueRequired"
  | "FieldValueDuplicate"
  | "FieldValueInvalid"
  | "FieldValueNotSupported"
  | "FieldValueForbidden"
  | "FieldValueTooLong"
  | "FieldValueTooMany"
  | "FieldValueTypeInvalid"
  | "InternalError";

/** Why a field is not acceptable: what becomes an entry of `details.causes` of a Status. */
export interface FieldCause {
  readonly type: CauseType;
  /** Path as the API server writes it: `spec.list[0].name`; `<nil>` when a cause has no field. */
  readonly field: string;
  /** Begins with the kind of cause: `Required value`, `Invalid value: "x": must be ...`. */
  readonly message: string;
}

/** The field of causes that concern the object as a whole. */
export const noField = "<nil>";

export function required(field: string, detail = ""): FieldCause {
  return { type: "FieldValueRequired", field, message: join("Required value", detail) };
}

export function invalid(field: string, value: JsonValue, detail: string): FieldCause {
  return { type: "FieldValueInvalid", field, message: join(`Invalid value: ${showValue(value)}`, detail) };
}

export function typeInvalid(field: string, value: JsonValue, detail: string): FieldCause {
  return { type: "FieldValueTypeInvalid", field, message: join(`Invalid value: ${showValue(value)}`, detail) };
}

export function notSupported(field: string, value: JsonValue, supported: readonly string[]): FieldCause {
  const values = supported.map((item) => showValue(item)).join(", ");
  const detail = supported.length > 0 ? `supported values: ${values}` : "";
  return { type: "FieldValueNotSupported", field, message: join(`Unsupported value: ${showValue(value)}`, detail) };
}

/** A field that may not be given or changed. Named apart from the refusal of a whole request. */
export function forbiddenField(field: string, detail: string): FieldCause {
  return { type: "FieldValueForbidden", field, message: join("Forbidden", detail) };
}

/** A value that names something that is not there. */
export function missing(field: string, value: JsonValue, detail = ""): FieldCause {
  return { type: "FieldValueNotFound", field, message: join(`Not found: ${showValue(value)}`, detail) };
}

export function duplicate(field: string, value: JsonValue): FieldCause {
  return { type: "FieldValueDuplicate", field, message: `Duplicate value: ${showValue(value)}` };
}

export function tooLong(field: string, limit: number): FieldCause {
  const bytes = limit === 1 ? "byte" : "bytes";
  return { type: "FieldValueTooLong", field, message: `Too long: may not be more than ${limit} ${bytes}` };
}

export function tooMany(field: string, actual: number, limit: number): FieldCause {
  const items = limit === 1 ? "item" : "items";
  return { type: "FieldValueTooMany", field, message: `Too many: ${actual}: must have at most ${limit} ${items}` };
}

/** One cause on one line, as it appears in a Status message and in warnings. */
export function formatCause(cause: FieldCause): string {
  return `${cause.field}: ${cause.message}`;
}

/** A value as the messages of causes show it: objects and lists as JSON, everything else in Go's words. */
export function showValue(value: JsonValue): string {
  switch (typeof value) {
    case "string":
      return quoteGo(value);
    case "number":
      return formatGoNumber(value);
    case "bigint":
      // What int64 cannot hold is a float64.
      return BigInt.asIntN(64, value) === value ? String(value) : formatGoNumber(Number(value));
    default:
      return stringifyJson(value);
  }
}

function join(kind: string, detail: string): string {
  return detail === "" ? kind : `${kind}: ${detail}`;
}
