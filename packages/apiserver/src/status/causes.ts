// The errors of one field and how upstream prints them (apimachinery, util/validation/field).
import type { JsonValue } from "@flux-ts/base";
import { stringifyJson } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { formatCause } from "@flux-ts/kube-schema";
import type { Subject } from "./errors.ts";
import { qualifiedName } from "./errors.ts";
import { StatusError } from "./status.ts";

export function required(field: string, why: string): FieldCause {
  return { type: "FieldValueRequired", message: join("Required value", why), field };
}

export function invalid(field: string, value: JsonValue, why: string): FieldCause {
  return { type: "FieldValueInvalid", message: join(`Invalid value: ${show(value)}`, why), field };
}

export function notSupported(field: string, value: JsonValue, supported: readonly string[]): FieldCause {
  const values = supported.map((text) => JSON.stringify(text)).join(", ");
  const message = join(`Unsupported value: ${show(value)}`, values === "" ? "" : `supported values: ${values}`);
  return { type: "FieldValueNotSupported", message, field };
}

export function forbiddenField(field: string, why: string): FieldCause {
  return { type: "FieldValueForbidden", message: join("Forbidden", why), field };
}

export function tooLong(field: string, limit: number): FieldCause {
  return { type: "FieldValueTooLong", message: `Too long: may not be more than ${limit} bytes`, field };
}

/** An object that does not pass; `kind` is its kind and group. The message says equal causes once, the list all. */
export function invalidObject(kind: Subject, name: string, causes: readonly FieldCause[]): StatusError {
  const texts = [...new Set(causes.map(formatCause))];
  const what = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  return new StatusError({
    code: 422,
    reason: "Invalid",
    message: `${qualifiedName(kind)} "${name}" is invalid: ${what}`,
    details: {
      ...(name !== "" && { name }),
      ...(kind.group !== "" && { group: kind.group }),
      ...(kind.resource !== "" && { kind: kind.resource }),
      causes: causes.map(({ type, message, field }) => ({ reason: type, message, field })),
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
  return JSON.stringify(text).replace(/\\u00([01][0-9a-f])/g, "\\x$1");
}
