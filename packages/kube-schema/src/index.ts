/** What Kubernetes types look like: structured merge, patches, CRD schemas, the built-in kinds. @module */
export { deducedType } from "./schema/deduced.ts";
export { parseMergeSchema } from "./schema/merge-schema.ts";
export type { MergeSchema } from "./schema/merge-schema.ts";
export { customResourceType, openApiTypes } from "./schema/openapi.ts";
export { zeroObject } from "./schema/zero.ts";
export type { FieldType, ListType, MapType, ScalarKind, TypeLibrary, ValueType } from "./schema/model.ts";

export { FieldSetError } from "./field-set/errors.ts";
export { FieldSet } from "./field-set/field-set.ts";
export { formatPath } from "./field-set/path-element.ts";
export type { FieldPath, PathElement } from "./field-set/path-element.ts";

export { compareTyped } from "./typed/compare.ts";
export type { Comparison } from "./typed/compare.ts";
export { fieldSetOf } from "./typed/field-set-of.ts";
export { mergeTyped } from "./typed/merge.ts";
export { extractItems, removeItems } from "./typed/select.ts";
export type { ExtractOptions } from "./typed/select.ts";
export { formatMismatches, validateTyped } from "./typed/validate.ts";
export type { TypeCheckOptions, TypeMismatch } from "./typed/validate.ts";
export type { TypedValue } from "./typed/value.ts";

export { applyFields } from "./managed-fields/apply-fields.ts";
export type { FieldApply, FieldApplyOutcome } from "./managed-fields/apply-fields.ts";
export { updateFields } from "./managed-fields/update-fields.ts";
export type { FieldUpdate } from "./managed-fields/update-fields.ts";
export type {
  FieldConflict,
  FieldOperation,
  Managers,
  ManagerSet,
  OwnershipFilter,
  VersionConverter,
} from "./managed-fields/managers.ts";
export { applyManaged } from "./managed-fields/apply-managed.ts";
export type { ManagedApply, ManagedApplyOutcome, ManagedConflict } from "./managed-fields/apply-managed.ts";
export { ignoringManagerTimes, updateManaged } from "./managed-fields/update-managed.ts";
export type { ManagedUpdate } from "./managed-fields/update-managed.ts";
export type { ManagedWrite } from "./managed-fields/managed-write.ts";
export { entriesAfterScale, scaleEntries } from "./managed-fields/scale-entries.ts";
export type { ReplicasPaths } from "./managed-fields/scale-entries.ts";
export type { KindTypes } from "./managed-fields/kind-types.ts";
export { reportConflicts } from "./managed-fields/conflict-report.ts";
export type { ConflictCause, ConflictReport } from "./managed-fields/conflict-report.ts";
export { managedFieldsProblem } from "./managed-fields/check-entries.ts";
export { ManagedFieldsError } from "./managed-fields/errors.ts";
export type { ManagedFieldsErrorCode } from "./managed-fields/errors.ts";

export { applyJsonPatch } from "./patch/json-patch.ts";
export type { JsonPatchOptions } from "./patch/json-patch.ts";
export { applyMergePatch, createMergePatch } from "./patch/merge-patch.ts";
export { applyStrategicMergePatch } from "./patch/strategic-merge.ts";
export { createPatchSchema, untypedPatchSchema } from "./patch/patch-schema.ts";
export type { PatchField, PatchSchema } from "./patch/patch-schema.ts";
export { PatchError } from "./patch/errors.ts";
export type { PatchErrorCode } from "./patch/errors.ts";
export { formatGoValue } from "./patch/go-format.ts";

export { compileStructuralSchema } from "./structural/schema.ts";
export type { StructuralSchema } from "./structural/schema.ts";
export { decodeCustomResource } from "./structural/decode.ts";
export { applySchemaDefaults } from "./structural/defaults.ts";
export { validateCustomResource } from "./structural/validate.ts";
export type { ValidateOptions, ValidationResult } from "./structural/validate.ts";
export type { RuleFailure, RuleSite, ValidationRule, ValidationRules } from "./structural/rules.ts";
export { checkWebhookClient } from "./structural/webhook-client.ts";
export { checkDefinition } from "./structural/definition.ts";
export type { CheckOptions } from "./structural/definition.ts";
export {
  duplicate,
  forbiddenField,
  formatCause,
  invalid,
  missing,
  notSupported,
  required,
  showValue,
  tooLong,
  tooMany,
  typeInvalid,
} from "./structural/cause.ts";
export type { CauseType, FieldCause } from "./structural/cause.ts";

export { builtinGroupVersions } from "./builtin/documents.ts";
export { loadBuiltinSchemas } from "./builtin/schemas.ts";
export type { BuiltinKind, BuiltinSchemas } from "./builtin/schemas.ts";
export { decodeBuiltin } from "./builtin/decode.ts";
export type { Decoder } from "./builtin/decode.ts";
export type { DecodeOutcome } from "./builtin/decode-outcome.ts";
export { addQuantities, compareQuantities, isMultipleOf } from "./builtin/quantity.ts";
