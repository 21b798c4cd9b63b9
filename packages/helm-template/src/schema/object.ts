import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { escapePointer, limit } from "./check.ts";
import type { Check } from "./check.ts";
import { fault, grouped } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { quoted, quotedList } from "./print.ts";
import { asList, asMap } from "./schema.ts";

/** The keywords about objects. */
export function validateObject(check: Check): readonly Fault[] {
  const { schema, value, at } = check;
  if (!isJsonObject(value)) return [];
  return [
    ...limit(at, "Properties", schema, Object.keys(value).length),
    ...validateRequired(schema, value, at),
    ...validateNames(check, value),
    ...validateProperties(check, value),
    ...validateDependencies(check, value),
  ];
}

function validateRequired(schema: JsonObject, value: JsonObject, at: string): readonly Fault[] {
  const missing = asList(getOwn(schema, "required"))
    .map(String)
    .filter((name) => !Object.hasOwn(value, name));
  if (missing.length === 0) return [];
  return [
    fault(
      at,
      missing.length === 1 ? `missing property ${quotedList(missing)}` : `missing properties ${quotedList(missing)}`,
    ),
  ];
}

function validateNames(check: Check, value: JsonObject): readonly Fault[] {
  const names = getOwn(check.schema, "propertyNames");
  if (names === undefined) return [];
  return Object.keys(value).flatMap((name) => {
    const causes = check.look(names, { ...check, value: name, at: "", seen: new Set() });
    return causes.length === 0 ? [] : [fault("", `invalid propertyName ${quoted(name)}`, causes)];
  });
}

function validateProperties(check: Check, value: JsonObject): readonly Fault[] {
  const { document, schema, seen } = check;
  const properties = asMap(getOwn(schema, "properties"));
  const patterns = Object.entries(asMap(getOwn(schema, "patternProperties")));
  const rest = getOwn(schema, "additionalProperties");
  const unexpected: string[] = [];
  const faults = Object.entries(value).flatMap(([name, item]) => {
    const own = getOwn(properties, name);
    const schemas = own === undefined ? [] : [own];
    for (const [pattern, inner] of patterns) if (document.matches(pattern, name)) schemas.push(inner);
    if (schemas.length === 0 && rest === false) unexpected.push(name);
    if (schemas.length === 0 && rest !== undefined && rest !== false) schemas.push(rest);
    if (schemas.length > 0 || rest === false) seen.add(name);
    return schemas.flatMap((inner) => validateProperty(check, name, item, inner));
  });
  if (unexpected.length === 0) return faults;
  return [...faults, fault(check.at, `additional properties ${quotedList(unexpected.toSorted())} not allowed`)];
}

// oxlint-disable-next-line max-params -- a property and what is asked of it
function validateProperty(check: Check, name: string, value: JsonValue, schema: JsonValue): readonly Fault[] {
  const at = `${check.at}/${escapePointer(name)}`;
  return grouped(at, check.look(schema, { ...check, value, at, seen: new Set() }));
}

function validateDependencies(check: Check, value: JsonObject): readonly Fault[] {
  const { schema, at } = check;
  const keywords = ["dependencies", "dependentRequired", "dependentSchemas"] as const;
  const dependencies = keywords.flatMap((keyword) => Object.entries(asMap(getOwn(schema, keyword))));
  return dependencies.flatMap(([name, wanted]) => {
    if (!Object.hasOwn(value, name)) return [];
    if (!Array.isArray(wanted)) return grouped(at, check.look(wanted, check));
    const missing = wanted.map(String).filter((other) => !Object.hasOwn(value, other));
    return missing.length === 0
      ? []
      : [fault(at, `properties ${quotedList(missing)} required, if ${quoted(name)} exists`)];
  });
}
