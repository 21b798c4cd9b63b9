import { equalJson, isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { invalid, noField } from "./cause.ts";
import type { FieldCause } from "./cause.ts";
import {
  checkEnum,
  checkFormat,
  checkItems,
  checkNumber,
  checkRequired,
  checkSize,
  checkString,
  checkType,
  join,
} from "./check-value.ts";
import { correlateField, correlateItem } from "./correlate.ts";
import type { StructuralSchema } from "./schema.ts";

interface Site {
  readonly path: string;
  /** The value before an update, where the two can be matched. Unchanged values are not validated again. */
  readonly old: JsonValue | undefined;
}

/** Collects causes; `passed` counts the validations that held, to tell near misses of `anyOf` apart. */
interface Report {
  readonly causes: FieldCause[];
  passed: number;
}

/** Checks a value against the value validations of a schema and everything below it, in the API server's order. */
export function validateSchema(value: JsonValue, schema: StructuralSchema, site: Site): readonly FieldCause[] {
  const report: Report = { causes: [], passed: 0 };
  validate(value, schema, site, report);
  return report.causes;
}

function validate(value: JsonValue, schema: StructuralSchema, site: Site, report: Report): void {
  const { path, old } = site;
  if (old !== undefined && equalJson(value, old)) {
    report.passed++;
    return;
  }
  const { checks } = schema;
  if (value === null && schema.nullable) return;
  note(report, checkType(value, checks, path));
  if (value !== null) {
    validateCombinations(value, schema, site, report);
    validateContent(value, schema, site, report);
  }
  if (checks.enum !== undefined) note(report, checkEnum(value, checks.enum, path));
  if (isJsonObject(value)) validateObject(value, schema, site, report);
}

function validateContent(
  value: Exclude<JsonValue, null>,
  schema: StructuralSchema,
  { path, old }: Site,
  report: Report,
): void {
  const { checks } = schema;
  if (typeof value === "string") {
    note(report, checkString(value, checks, path));
    if (checks.format !== undefined) note(report, checkFormat(value, checks.format, path));
  } else if (typeof value === "number" || typeof value === "bigint") {
    noteAll(report, checkNumber(value, checks, path));
  } else if (Array.isArray(value)) {
    const list = value as JsonArray;
    const { items } = schema;
    if (items !== undefined) {
      list.forEach((item, index) => {
        validate(item, items, { path: `${path}[${index}]`, old: correlateItem(item, old, schema) }, report);
      });
    }
    noteAll(report, checkItems(list, checks, path));
  }
}

function validateObject(object: JsonObject, schema: StructuralSchema, { path, old }: Site, report: Report): void {
  const size = checkSize(object, schema.checks, path);
  if (size !== undefined) {
    report.causes.push(size);
    return;
  }
  for (const key of Object.keys(object)) {
    const field = schema.properties.get(key) ?? schema.additional;
    if (field === undefined) continue;
    // Where there is no path before it, only a declared field goes without its dot.
    const at = schema.properties.has(key) ? join(path, key) : `${path}.${key}`;
    validate(object[key] as JsonValue, field, { path: at, old: correlateField(key, old) }, report);
  }
  noteAll(report, checkRequired(object, schema.checks, path));
}

function validateCombinations(value: JsonValue, schema: StructuralSchema, site: Site, report: Report): void {
  if (schema.anyOf.length > 0) validateAnyOf(value, schema.anyOf, site, report);
  if (schema.oneOf.length > 0) validateOneOf(value, schema.oneOf, site, report);
  if (schema.allOf.length > 0) validateAllOf(value, schema.allOf, site, report);
  if (schema.not !== undefined && tryOut(value, schema.not, site).causes.length === 0) {
    report.causes.push(mismatch(site, "must not validate the schema (not)"));
  }
}

function validateAnyOf(value: JsonValue, schemas: readonly StructuralSchema[], site: Site, report: Report): void {
  const trials: Report[] = [];
  for (const schema of schemas) {
    const trial = tryOut(value, schema, site);
    trials.push(trial);
    if (trial.causes.length === 0) return absorb(report, trial);
  }
  report.causes.push(mismatch(site, "must validate at least one schema (anyOf)"));
  absorb(report, closest(trials));
}

function validateOneOf(value: JsonValue, schemas: readonly StructuralSchema[], site: Site, report: Report): void {
  const trials = schemas.map((schema) => tryOut(value, schema, site));
  const valid = trials.filter((trial) => trial.causes.length === 0);
  if (valid.length === 1) return absorb(report, valid[0]);
  const found = valid.length === 0 ? "Found none valid" : `Found ${valid.length} valid alternatives`;
  report.causes.push(mismatch(site, `must validate one and only one schema (oneOf). ${found}`));
  if (valid.length === 0) absorb(report, closest(trials));
}

function validateAllOf(value: JsonValue, schemas: readonly StructuralSchema[], site: Site, report: Report): void {
  const trials = schemas.map((schema) => tryOut(value, schema, site));
  for (const trial of trials) absorb(report, trial);
  const valid = trials.filter((trial) => trial.causes.length === 0).length;
  if (valid === schemas.length) return;
  report.causes.push(mismatch(site, `must validate all the schemas (allOf)${valid === 0 ? ". None validated" : ""}`));
}

function tryOut(value: JsonValue, schema: StructuralSchema, site: Site): Report {
  const trial: Report = { causes: [], passed: 0 };
  validate(value, schema, site, trial);
  return trial;
}

/** The trial that came nearest, the first of equals: its causes explain best what is missing. */
function closest(trials: readonly Report[]): Report | undefined {
  let best: Report | undefined;
  for (const trial of trials) if (best === undefined || trial.passed > best.passed) best = trial;
  return best;
}

function absorb(report: Report, trial: Report | undefined): void {
  if (trial === undefined) return;
  report.causes.push(...trial.causes);
  report.passed += trial.passed;
}

function mismatch({ path }: Site, what: string): FieldCause {
  return invalid(noField, "", `${JSON.stringify(path)} ${what}`);
}

function note(report: Report, cause: FieldCause | undefined): void {
  if (cause === undefined) report.passed++;
  else report.causes.push(cause);
}

function noteAll(report: Report, causes: readonly FieldCause[]): void {
  if (causes.length === 0) report.passed++;
  else report.causes.push(...causes);
}
