import { getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { goTypeName } from "../go-print.ts";
import { quote } from "../quote.ts";
import { SetError } from "./set-grammar.ts";
import type { Assignment, SetStep } from "./set-grammar.ts";

/**
 * The values with one assignment made; lists grow with nulls up to the index. Keys without a name are not set.
 *
 * @throws SetError
 */
export function assign(values: JsonObject, { path, value }: Assignment): JsonObject {
  return assignInMap(values, path, value);
}

function assignInMap(map: JsonObject, path: readonly SetStep[], value: JsonValue | undefined): JsonObject {
  const [key, ...rest] = path;
  if (typeof key !== "string") return map;
  if (rest.length === 0) return value === undefined ? map : withKey(map, key, value);
  const existing = getOwn(map, key);
  if (typeof rest[0] === "number") {
    return withKey(map, key, assignInList(asList(existing === undefined ? [] : existing), rest, value));
  }
  const inner = assignInMap(asMap(existing === undefined ? {} : existing), rest, value);
  if (Object.keys(inner).length > 0) return withKey(map, key, inner);
  if (value === undefined) return map;
  throw new SetError(`key map ${quote(key)} has no value`);
}

function assignInList(
  list: readonly JsonValue[],
  path: readonly SetStep[],
  value: JsonValue | undefined,
): readonly JsonValue[] {
  const [index, ...rest] = path;
  if (typeof index !== "number" || value === undefined) return list;
  const existing = list[index] ?? null;
  if (rest.length === 0) return withIndex(list, index, value);
  if (typeof rest[0] === "number") {
    return withIndex(list, index, assignInList(asList(existing === null ? [] : existing), rest, value));
  }
  return withIndex(list, index, assignInMap(isJsonObject(existing) ? existing : {}, rest, value));
}

function withKey(map: JsonObject, key: string, value: JsonValue): JsonObject {
  if (key === "") return map;
  const changed: JsonObjectDraft = { ...map };
  setOwn(changed, key, value);
  return changed;
}

function withIndex(list: readonly JsonValue[], index: number, value: JsonValue): readonly JsonValue[] {
  return Array.from({ length: Math.max(list.length, index + 1) }, (_, at) =>
    at === index ? value : (list[at] ?? null),
  );
}

function asMap(value: JsonValue): JsonObject {
  if (isJsonObject(value)) return value;
  throw conversionFault(value, "map[string]interface {}");
}

function asList(value: JsonValue): readonly JsonValue[] {
  if (Array.isArray(value)) return value as readonly JsonValue[];
  throw conversionFault(value, "[]interface {}");
}

function conversionFault(value: JsonValue, wanted: string): SetError {
  return new SetError(`unable to parse key: interface conversion: interface {} is ${goTypeName(value)}, not ${wanted}`);
}
