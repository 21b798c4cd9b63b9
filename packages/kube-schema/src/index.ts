/** What Kubernetes types look like: structured merge, patches, CRD schemas, the built-in kinds. @module */

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
export type { RuleSite, ValidationRule, ValidationRules } from "./structural/rules.ts";
export { checkDefinition } from "./structural/definition.ts";
export type { CheckOptions } from "./structural/definition.ts";
export { formatCause } from "./structural/cause.ts";
export type { CauseType, FieldCause } from "./structural/cause.ts";

export { builtinGroupVersions } from "./builtin/documents.ts";
export { loadBuiltinSchemas } from "./builtin/schemas.ts";
export type { BuiltinKind, BuiltinSchemas } from "./builtin/schemas.ts";
export { decodeBuiltin } from "./builtin/decode.ts";
export type { Decoder } from "./builtin/decode.ts";
export type { DecodeOutcome } from "./builtin/decode-outcome.ts";
