// The errors of one field and how upstream prints them (apimachinery, util/validation/field).
import type { JsonValue } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { stringifyJson } from "@flux-ts/base";
import type { StatusCause } from "./status.ts";
import { StatusError } from "./status.ts";
import type { Subject } from "./errors.ts";

/** One thing that is wrong with an object. `field` is a path such as `spec.ports[0].name`. */
export interface FieldError extends StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

export function required(field: string, why: string): FieldError {
  return { reason: "FieldValueRequired", message: join("Required value", why), field };
}

export function invalid(field: string, value: JsonValue, why: string): FieldError {
  return { reason: "FieldValueInvalid", message: join(`Invalid value: ${show(value)}`, why), field };
}

export function notSupported(field: string, value: JsonValue, supported: readonly string[]): FieldError {
  const values = supported.map((text) => JSON.stringify(text)).join(", ");
  const message = join(`Unsupported value: ${show(value)}`, values === "" ? "" : `supported values: ${values}`);
  return { reason: "FieldValueNotSupported", message, field };
}

export function forbiddenField(field: string, why: string): FieldError {
  return { reason: "FieldValueForbidden", message: join("Forbidden", why), field };
}

export function tooLong(field: string, limit: number): FieldError {
  return { reason: "FieldValueTooLong", message: `Too long: may not be more than ${limit} bytes`, field };
}

export function duplicate(field: string, value: JsonValue): FieldError {
  return { reason: "FieldValueDuplicate", message: `Duplicate value: ${show(value)}`, field };
}

/** An object that does not pass. `kind` is named with its group. Equal errors are reported once. */
export function invalidObject(kind: Subject, name: string, errors: readonly FieldError[]): StatusError {
  const texts = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))];
  const what = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  const qualified = kind.group === "" ? kind.resource : `${kind.resource}.${kind.group}`;
  return new StatusError({
    code: 422,
    reason: "Invalid",
    message: `${qualified} "${name}" is invalid: ${what}`,
    details: {
      ...(name !== "" && { name }),
      ...(kind.group !== "" && { group: kind.group }),
      kind: kind.resource,
      causes: errors,
    },
  });
}

function join(text: string, why: string): string {
  return why === "" ? text : `${text}: ${why}`;
}

function show(value: JsonValue): string {
  return typeof value === "string" ? quoteGo(value) : stringifyJson(value);
}

// Go's %q differs from JSON in the escapes of control characters.
function quoteGo(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is escaped
  return JSON.stringify(text).replace(/\\u00([01][0-9a-f])/g, "\\x$1");
}
