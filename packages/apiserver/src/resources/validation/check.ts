// What the rules of built-in kinds are made of: checks of a value at a path, put together to checks of whole objects.
import type { JsonArray, JsonValue } from "@flux-ts/base";
import { equalJson, isJsonObject } from "@flux-ts/base";
import type { FieldCause } from "@flux-ts/kube-schema";
import { compareQuantities, duplicate, invalid, notSupported, required } from "@flux-ts/kube-schema";

/** Errors of the value at a path; `undefined` stands for a field that is not there. */
export type Check = (value: JsonValue | undefined, path: string) => readonly FieldCause[];

/** The path of a field within the value at a path; `""` is the object as a whole. */
export function at(path: string, field: string): string {
  return path === "" ? field : `${path}.${field}`;
}

/** Checks fields of an object. An object that is not there is checked as an empty one. */
export function fields(checks: { readonly [field: string]: Check }): Check {
  const names = Object.keys(checks);
  return (value, path) => {
    const object = isJsonObject(value) ? value : {};
    let causes = none;
    for (const name of names) causes = both(causes, (checks[name] as Check)(object[name], at(path, name)));
    return causes;
  };
}

/** Every one of the checks. */
export function all(...checks: readonly Check[]): Check {
  return (value, path) => {
    let causes = none;
    for (const check of checks) causes = both(causes, check(value, path));
    return causes;
  };
}

const none: readonly FieldCause[] = [];

/** Most checks find nothing, and that is to cost nothing. */
function both(a: readonly FieldCause[], b: readonly FieldCause[]): readonly FieldCause[] {
  if (b.length === 0) return a;
  return a.length === 0 ? b : [...a, ...b];
}

/**
 * A check whose verdict on an object follows from nothing but the object: one that it found nothing wrong with is not
 * looked at again. Writes share what they do not change, so most of an object comes here many times.
 */
export function remembered(check: Check): Check {
  const sound = new WeakSet<object>();
  return (value, path) => {
    if (!isJsonObject(value)) return check(value, path);
    if (sound.has(value)) return none;
    const causes = check(value, path);
    if (causes.length === 0) sound.add(value);
    return causes;
  };
}

/** Checks what is there. */
export function given(check: Check): Check {
  return (value, path) => (value === undefined || value === null ? none : check(value, path));
}

/** Checks a text that is there and not empty. */
export function filled(check: Check): Check {
  return (value, path) => (value === undefined || value === "" ? none : check(value, path));
}

/** Checks each item of a list. */
export function items(check: Check): Check {
  return (value, path) => {
    const list = listOf(value);
    let causes = none;
    for (let index = 0; index < list.length; index++) causes = both(causes, check(list[index], `${path}[${index}]`));
    return causes;
  };
}

/** Checks each value of a map; the paths name the keys. */
export function values(check: Check): Check {
  return (value, path) => {
    if (!isJsonObject(value)) return none;
    let causes = none;
    for (const key of Object.keys(value)) causes = both(causes, check(value[key], `${path}[${key}]`));
    return causes;
  };
}

/** Refuses what is empty or not there. */
export function needed(why = ""): Check {
  return (value, path) => (isEmpty(value) ? [required(path, why)] : []);
}

/** A text that must be there and hold to a rule. */
export function neededText(rule: TextRule): Check {
  return (value, path) => (isEmpty(value) ? [required(path)] : text(rule)(value, path));
}

/** A word that must be there and be one of some. */
export function neededOneOf(...supported: readonly string[]): Check {
  const known = oneOf(...supported);
  return (value, path) => (isEmpty(value) ? [required(path)] : known(value, path));
}

/** One of some words, in the order in which upstream lists them. */
export function oneOf(...supported: readonly string[]): Check {
  return (value, path) => {
    if (typeof value === "string" && supported.includes(value)) return [];
    return [notSupported(path, value ?? "", supported)];
  };
}

/** What is wrong with a text. */
export type TextRule = (text: string) => readonly string[];

export function text(rule: TextRule): Check {
  return (value, path) => (typeof value === "string" ? rule(value).map((why) => invalid(path, value, why)) : []);
}

export function atLeast(least: number): Check {
  return (value, path) =>
    typeof value === "number" && value < least
      ? [invalid(path, value, `must be greater than or equal to ${least}`)]
      : [];
}

export function between(least: number, most: number): Check {
  return (value, path) =>
    typeof value === "number" && (value < least || value > most)
      ? [invalid(path, value, `must be between ${least} and ${most}, inclusive`)]
      : [];
}

/** Quantities that are not negative. */
export const amount: Check = (value, path) =>
  typeof value === "string" && compareQuantities(value, "0") < 0
    ? [invalid(path, value, "must be greater than or equal to 0")]
    : [];

/** Refuses items of a list whose field repeats the one of an item before; empty ones may repeat. */
export function distinct(field: string): Check {
  return (value, path) => {
    const seen = new Set<JsonValue>();
    return listOf(value).flatMap((item, index) => {
      const name = isJsonObject(item) ? item[field] : undefined;
      if (isEmpty(name) || name === undefined) return [];
      const repeated = seen.has(name);
      seen.add(name);
      return repeated ? [duplicate(`${path}[${index}].${field}`, name)] : [];
    });
  };
}

/** Refuses another value than there was. */
export function unchanged(next: JsonValue | undefined, current: JsonValue | undefined, path: string) {
  return equalJson(next, current) ? [] : [invalid(path, next ?? null, "field is immutable")];
}

export function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}

export function listOf(value: JsonValue | undefined): JsonArray {
  return Array.isArray(value) ? (value as JsonArray) : [];
}

/** The value at a path of field names. */
export function read(value: JsonValue | undefined, ...names: readonly string[]): JsonValue | undefined {
  let found = value;
  for (const name of names) found = isJsonObject(found) ? found[name] : undefined;
  return found;
}
