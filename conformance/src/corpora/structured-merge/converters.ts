import { isJsonObject } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { formatMismatches, validateTyped } from "@flux-ts/kube-schema";
import type { TypedValue, ValueType, VersionConverter } from "@flux-ts/kube-schema";

export type ConverterName = "none" | "rename" | "reliant-fields" | "repeat";

/** The converters of the library's own tests. `typeOf` gives the type of a version, if it is served. */
export function createConverter(
  name: ConverterName,
  typeOf: (apiVersion: string) => ValueType | undefined,
): VersionConverter {
  if (name === "none") return { convert: (value) => value };
  const rewrite = rewriters[name];
  return {
    convert: ({ value, type }, apiVersion) => {
      const target = typeOf(apiVersion);
      if (target === undefined) return undefined;
      return checked({ value: rewrite(value, type.name ?? "", apiVersion), type: target });
    },
  };
}

function checked(typed: TypedValue): TypedValue {
  const mismatches = validateTyped(typed);
  if (mismatches.length > 0) throw new TypeError(formatMismatches(mismatches));
  return typed;
}

type Rewrite = (value: JsonValue, from: string, to: string) => JsonValue;

const rewriters: { readonly [name in Exclude<ConverterName, "none">]: Rewrite } = {
  rename: (value, from, to) =>
    mapKeys(value, (key) => (key.endsWith(from) ? key.slice(0, key.length - from.length) + to : key)),
  "reliant-fields": (value, from, to) => (from === to ? value : renameReliant(value, to)),
  repeat: (value, _from, to) => (isJsonObject(value) ? repeatKeys(value, Number(to.slice(1))) : value),
};

function renameReliant(value: JsonValue, to: string): JsonValue {
  if (to === "v2") return mapKeys(value, (key) => (key === "field_foo_rely_on_bar" ? "required_field_bar" : key));
  const required = isJsonObject(value) && Object.hasOwn(value, "required_field_bar");
  if (!required) throw new TypeError("missing required field bar");
  return mapKeys(value, (key) => (key === "required_field_bar" ? "field_foo_rely_on_bar" : key));
}

/** Keeps the first field alone; all keys below it become their first letter, repeated. */
function repeatKeys(value: JsonObject, times: number): JsonValue {
  const [first] = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  if (first === undefined) return null;
  const [name, content] = first;
  return { [name]: isJsonObject(content) ? mapKeys(content, (key) => key.slice(0, 1).repeat(times)) : content };
}

function mapKeys(value: JsonValue, rename: (key: string) => string): JsonValue {
  if (Array.isArray(value)) return (value as JsonArray).map((item) => mapKeys(item, rename));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), mapKeys(item, rename)]));
}
