import type { JsonObject } from "@flux-ts/base";
import type { FieldCause } from "./cause.ts";
import type { ValidationRules } from "./rules.ts";
import type { StructuralSchema } from "./schema.ts";

export interface ValidateOptions {
  /** The stored object, on update: errors of values that did not change are tolerated. */
  readonly old?: JsonObject;
  /** Without it, `x-kubernetes-validations` are not evaluated. */
  readonly rules?: ValidationRules;
}

export interface ValidationResult {
  /** Empty when the object is valid. */
  readonly causes: readonly FieldCause[];
  /** Failed rules on values that did not change, for `Warning` headers. */
  readonly warnings: readonly string[];
}

export function validateCustomResource(
  _object: JsonObject,
  _schema: StructuralSchema,
  _options: ValidateOptions = {},
): ValidationResult {
  throw new Error("stub");
}
