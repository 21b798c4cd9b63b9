import { equalJson, getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { formatCause, invalid, noField } from "./cause.ts";
import type { CauseType, FieldCause } from "./cause.ts";
import { join } from "./check-value.ts";
import { correlateField, correlateItem } from "./correlate.ts";
import { checkEmbedded } from "./embedded.ts";
import type { RuleSite, ValidationRules } from "./rules.ts";
import type { StructuralSchema } from "./schema.ts";
import { checkUniqueLists } from "./unique-lists.ts";
import { validateSchema } from "./validate-schema.ts";

export interface ValidateOptions {
  /** The stored object, on update: errors of values that did not change are tolerated. */
  readonly old?: JsonObject;
  /** Without it, `x-kubernetes-validations` are not evaluated. */
  readonly rules?: ValidationRules;
  /** Values are checked below this field only; messages name paths from there, as upstream's do. */
  readonly part?: "status" | undefined;
}

export interface ValidationResult {
  /** Empty when the object is valid. */
  readonly causes: readonly FieldCause[];
  /** Failed rules on values that did not change, for `Warning` headers. */
  readonly warnings: readonly string[];
}

/**
 * Validates a pruned and defaulted custom resource against its schema. The metadata of the object itself is validated
 * only as far as the schema speaks of it.
 */
export function validateCustomResource(
  object: JsonObject,
  schema: StructuralSchema,
  { old, rules, part }: ValidateOptions = {},
): ValidationResult {
  const values =
    part === undefined
      ? validateSchema(object, schema, { path: "", old })
      : validatePart(part, object, { schema, old });
  const causes = [...values, ...checkEmbedded(object, schema)];
  // Duplicates that were stored already are not held against an update.
  if (old === undefined || checkUniqueLists(old, schema).length === 0) causes.push(...checkUniqueLists(object, schema));
  if (rules === undefined || !schema.below.rules) return { causes, warnings: [] };
  if (causes.some(({ type }) => blocking.has(type))) return { causes: [...causes, notChecked], warnings: [] };
  const failed = evaluateRules({ schema, value: object, old, path: "" }, rules);
  return { causes: [...causes, ...failed.causes], warnings: failed.warnings };
}

interface PartSite {
  readonly schema: StructuralSchema;
  readonly old: JsonObject | undefined;
}

function validatePart(part: string, object: JsonObject, { schema, old }: PartSite): readonly FieldCause[] {
  const [value, below] = [getOwn(object, part), schema.properties.get(part)];
  if (value === undefined || below === undefined) return [];
  const before = old === undefined ? undefined : getOwn(old, part);
  return validateSchema(value, below, { path: "", old: before }).map((cause) =>
    cause.field === noField ? cause : { ...cause, field: join(part, cause.field) },
  );
}

/** Causes after which an object is not fit to be given to rules. */
const blocking: ReadonlySet<CauseType> = new Set([
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);

const notChecked = invalid(
  noField,
  null,
  "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
);

/** The rules that a value on its own does not keep. */
export function brokenRules(value: JsonValue, schema: StructuralSchema, rules: ValidationRules): readonly FieldCause[] {
  return evaluateRules({ schema, value, old: undefined, path: "" }, rules).causes;
}

function evaluateRules(site: RuleSite, rules: ValidationRules): ValidationResult {
  const causes: FieldCause[] = [];
  const warnings: string[] = [];
  visitSites(site, (visited) => {
    const failed = rules.evaluate(visited);
    if (failed.length === 0) return;
    const unchanged = visited.old !== undefined && equalJson(visited.value, visited.old);
    for (const { transition, ...cause } of failed) {
      if (unchanged && !transition) warnings.push(formatCause(cause));
      else causes.push(cause);
    }
  });
  return { causes, warnings };
}

/** Visits every value whose schema has rules, parents first. */
function visitSites(site: RuleSite, visit: (site: RuleSite) => void): void {
  const { schema, value, old, path } = site;
  if (!schema.below.rules || (value === null && schema.nullable)) return;
  if (schema.rules.length > 0) visit(site);
  if (isJsonObject(value)) {
    for (const key of Object.keys(value)) {
      const property = schema.properties.get(key);
      const field = property ?? schema.additional;
      if (field === undefined) continue;
      const at = property === undefined ? `${path}[${key}]` : join(path, key);
      visitSites({ schema: field, value: value[key] as JsonValue, old: correlateField(key, old), path: at }, visit);
    }
  } else if (Array.isArray(value) && schema.items !== undefined) {
    const { items } = schema;
    (value as JsonArray).forEach((item, index) => {
      const before = correlateItem(item, old, schema);
      visitSites({ schema: items, value: item, old: before, path: `${path}[${index}]` }, visit);
    });
  }
}
