/** JSON values as Kubernetes uses them. Values are deeply readonly: whoever changes one builds a new one. */
export type JsonValue = null | boolean | number | bigint | string | JsonArray | JsonObject;
export type JsonArray = readonly JsonValue[];
export type JsonObject = { readonly [key: string]: JsonValue };

/** A JSON object under construction. Write keys that come from input with {@link setOwn}. */
export type JsonObjectDraft = { [key: string]: JsonValue };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Sets an own property, also for keys like `__proto__` that plain assignment would treat as the prototype.
 * Every key that comes from input is written with this.
 */
export function setOwn<T>(target: { [key: string]: T }, key: string, value: T): void {
  if (key === "__proto__") {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}

/** The own property `key` of `value`, or undefined; never a property of the prototype. */
export function getOwn<T>(value: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** The object without some of its keys: unlike `delete`, which leaves V8 with an object that is slow to read. */
export function omitKeys(value: JsonObject, keys: readonly string[]): JsonObject {
  const kept: JsonObjectDraft = {};
  for (const key of Object.keys(value)) if (!keys.includes(key)) setOwn(kept, key, value[key] as JsonValue);
  return kept;
}

const integerBeyondDouble = /\d{16,}/;

/**
 * Parses JSON text. Integers that a double cannot hold become `bigint`, so that no digit is lost.
 *
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): JsonValue {
  if (!integerBeyondDouble.test(text)) return JSON.parse(text) as JsonValue;
  return JSON.parse(text, reviveInteger) as JsonValue;
}

function reviveInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== "number" || Number.isSafeInteger(value) || source === undefined) return value;
  return /^-?\d+$/.test(source) ? BigInt(source) : value;
}

/** Prints a value as compact JSON in its own key order. `bigint` is printed with all its digits. */
export function stringifyJson(value: JsonValue): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(value, printBigint);
  }
}

// Part of ES2026 and of Node 24, not yet of TypeScript's library.
const { rawJSON } = JSON as unknown as { rawJSON: (this: void, text: string) => unknown };

function printBigint(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? rawJSON(value.toString()) : value;
}

/** Prints a value as compact JSON with sorted keys: equal values give equal text, fit for hashing. */
export function canonicalJson(value: JsonValue): string {
  return stringifyJson(sortKeys(value));
}

/** The value with the keys of every object sorted by code unit, as Go prints maps. */
export function sortKeys(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isJsonObject(value)) return value;
  const sorted: JsonObjectDraft = {};
  for (const key of Object.keys(value).sort()) setOwn(sorted, key, sortKeys(value[key] as JsonValue));
  return sorted;
}

/** Whether two values are the same JSON: key order is free, `1n` equals `1`. */
export function equalJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a === b) return true;
  if (
    typeof a !== "object" ||
    typeof b !== "object" ||
    a === null ||
    b === null ||
    a === undefined ||
    b === undefined
  ) {
    return isNumeric(a) && isNumeric(b) && a == b; // eslint-disable-line eqeqeq -- bigint and number compare by value
  }
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) && a.length === b.length && a.every((item, index) => equalJson(item, b[index] as JsonValue))
    );
  }
  if (Array.isArray(b)) return false;
  return equalObjects(a as JsonObject, b as JsonObject);
}

function equalObjects(a: JsonObject, b: JsonObject): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]));
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** A deep copy that may be changed freely. */
export function cloneJson<T extends JsonValue>(value: T): T {
  if (Array.isArray(value)) return value.map((item: JsonValue) => cloneJson(item)) as unknown as T;
  if (!isJsonObject(value)) return value;
  const copy: JsonObjectDraft = {};
  for (const key of Object.keys(value)) setOwn(copy, key, cloneJson(value[key] as JsonValue));
  return copy as T;
}
