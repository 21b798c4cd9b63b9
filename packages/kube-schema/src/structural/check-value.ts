import { equalJson } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { formatGoNumber } from "../patch/go-format.ts";
import { invalid, noField, notSupported, required, tooLong, tooMany, typeInvalid } from "./cause.ts";
import type { FieldCause } from "./cause.ts";
import type { Bound, ValueChecks } from "./checks.ts";
import { formats } from "./formats.ts";

/** JSON type of a value, with the format the API server sees in it. */
function typeOf(value: JsonValue): { readonly type: string; readonly format: string } {
  if (value === null) return { type: "null", format: "" };
  if (Array.isArray(value)) return { type: "array", format: "" };
  if (typeof value === "string") return { type: "string", format: "" };
  if (typeof value === "boolean") return { type: "boolean", format: "" };
  if (typeof value === "object") return { type: "object", format: "" };
  return isInt64(value) ? { type: "integer", format: "int64" } : { type: "number", format: "double" };
}

function isInt64(value: number | bigint): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value);
  return BigInt.asIntN(64, value) === value;
}

/** Where, and in which words, a value is spoken of. */
function about(path: string): string {
  return `${path} in body`;
}

export function checkType(value: JsonValue, checks: ValueChecks, path: string): FieldCause | undefined {
  const { types, format: wanted } = checks;
  if (types.length === 0) return undefined;
  const { type, format } = typeOf(value);
  const fits = types.includes(type) || (type === "integer" && types.includes("number"));
  const textual = type === "string" || type === "array";
  if (wanted !== undefined && !textual && !fits) return wrongType(path, wanted, format);
  const numeric = types.includes("number") || types.includes("integer");
  if (wanted !== undefined && textual && !numeric) return undefined; // The format check speaks for strings.
  return fits ? undefined : wrongType(path, types.join(","), type);
}

function wrongType(path: string, wanted: string, actual: string): FieldCause {
  return typeInvalid(path, actual, `${about(path)} must be of type ${wanted}: ${JSON.stringify(actual)}`);
}

export function checkString(value: string, checks: ValueChecks, path: string): FieldCause | undefined {
  const { minLength, maxLength, pattern } = checks;
  if (value.length > maxLength && lengthOf(value) > maxLength) return tooLong(path, maxLength);
  if (minLength > 0 && lengthOf(value) < minLength) {
    return invalid(path, value, `${about(path)} should be at least ${minLength} chars long`);
  }
  if (pattern !== undefined && !pattern.test(value)) {
    return invalid(path, value, `${about(path)} should match '${pattern.source}'`);
  }
  return undefined;
}

/** Length in code points. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

export function checkFormat(value: string, format: string, path: string): FieldCause | undefined {
  const accepts = formats.get(format);
  if (accepts === undefined || accepts(value)) return undefined;
  return typeInvalid(path, value, `${about(path)} must be of type ${format}: ${JSON.stringify(value)}`);
}

export function checkNumber(value: number | bigint, checks: ValueChecks, path: string): readonly FieldCause[] {
  const { minimum, maximum, multipleOf } = checks;
  const causes: FieldCause[] = [];
  if (multipleOf !== undefined && !isMultiple(value, multipleOf)) {
    causes.push(invalid(path, value, `${about(path)} should be a multiple of ${formatGoNumber(multipleOf)}`));
  }
  if (maximum !== undefined && exceeds(value, maximum)) {
    const relation = maximum.exclusive ? "less than" : "less than or equal to";
    causes.push(invalid(path, value, `${about(path)} should be ${relation} ${formatGoNumber(maximum.limit)}`));
  }
  if (minimum !== undefined && fallsShort(value, minimum)) {
    const relation = minimum.exclusive ? "greater than" : "greater than or equal to";
    causes.push(invalid(path, value, `${about(path)} should be ${relation} ${formatGoNumber(minimum.limit)}`));
  }
  // Where texts are allowed as well, the type speaks for itself.
  const range = checks.types.length > 1 ? undefined : rangeProblem(value, checks);
  if (range !== undefined) causes.push(invalid(noField, "", `Checked value must be of type ${range} in ${path}`));
  return causes;
}

function exceeds(value: number | bigint, { limit, exclusive }: Bound): boolean {
  return exclusive ? value >= limit : value > limit;
}

function fallsShort(value: number | bigint, { limit, exclusive }: Bound): boolean {
  return exclusive ? value <= limit : value < limit;
}

function isMultiple(value: number | bigint, factor: number): boolean {
  if (typeof value === "bigint") return Number.isInteger(factor) && value % BigInt(factor) === 0n;
  const quotient = value / factor;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9;
}

/** The type and format a number does not fit into, if there is one. Only the first type counts, as upstream has it. */
function rangeProblem(value: number | bigint, { types: [type], format }: ValueChecks): string | undefined {
  if (type === "integer") {
    const fits = format === "int32" ? Number(BigInt.asIntN(32, toBigInt(value))) === Number(value) : isInt64(value);
    const named = format === "int32" || format === "int64" ? `with format ${format}` : "(default format)";
    return fits ? undefined : `integer ${named}`;
  }
  if (type === "number" && format === "float" && Math.abs(Number(value)) > 3.4028234663852886e38) {
    return "number with format float";
  }
  return undefined;
}

function toBigInt(value: number | bigint): bigint {
  return typeof value === "bigint" ? value : BigInt(Math.trunc(value));
}

export function checkItems(list: JsonArray, checks: ValueChecks, path: string): readonly FieldCause[] {
  const { minItems, maxItems, uniqueItems } = checks;
  const causes: FieldCause[] = [];
  if (list.length < minItems) {
    causes.push(invalid(path, list.length, `${about(path)} should have at least ${minItems} items`));
  }
  if (list.length > maxItems) causes.push(tooMany(path, list.length, maxItems));
  if (uniqueItems && list.some((item, index) => list.slice(0, index).some((other) => equalJson(item, other)))) {
    causes.push(invalid(path, "", `${about(path)} shouldn't contain duplicates`));
  }
  return causes;
}

export function checkEnum(value: JsonValue, allowed: JsonArray, path: string): FieldCause | undefined {
  if (allowed.some((item) => equalJson(item, value))) return undefined;
  const names = allowed.map((item) => (typeof item === "string" ? item : JSON.stringify(item)));
  return notSupported(path, value, names);
}

/** The one cause that ends the validation of an object, if its number of fields is wrong. */
export function checkSize(object: JsonObject, checks: ValueChecks, path: string): FieldCause | undefined {
  const { minProperties, maxProperties } = checks;
  if (minProperties === 0 && maxProperties === Infinity) return undefined;
  const size = Object.keys(object).length;
  if (size < minProperties) {
    return invalid(path, size, `${about(path)} should have at least ${minProperties} properties`);
  }
  return size > maxProperties ? tooMany(path, size, maxProperties) : undefined;
}

export function checkRequired(object: JsonObject, checks: ValueChecks, path: string): readonly FieldCause[] {
  if (checks.required.length === 0) return [];
  return checks.required.filter((name) => !Object.hasOwn(object, name)).map((name) => required(join(path, name)));
}

export function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
