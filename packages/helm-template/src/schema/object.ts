import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { keyword, limit, lookInside } from "./check.ts";
import type { Check } from "./check.ts";
import { fault, grouped } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { escapeToken } from "./pointer.ts";
import { quoted, quotedList } from "./print.ts";
import { asList, asMap } from "./values.ts";

/** The keywords about objects. */
export function validateObject(check: Check): readonly Fault[] {
  const { value } = check;
  if (!isJsonObject(value)) return [];
  return [
    ...limit(check, "Properties", Object.keys(value).length),
    ...validateRequired(check, value),
    ...validateNames(check, value),
    ...validateProperties(check, value),
    ...validateDependencies(check, value),
  ];
}

function validateRequired(check: Check, value: JsonObject): readonly Fault[] {
  const missing = asList(keyword(check, "required"))
    .map(String)
    .filter((name) => !Object.hasOwn(value, name));
  if (missing.length === 0) return [];
  return [fault(check.at, `missing ${missing.length === 1 ? "property" : "properties"} ${quotedList(missing)}`)];
}

function validateNames(check: Check, value: JsonObject): readonly Fault[] {
  const names = keyword(check, "propertyNames");
  if (names === undefined) return [];
  return Object.keys(value).flatMap((name) => {
    const causes = lookInside(names, check, { value: name, at: "", via: "/propertyNames" });
    return causes.length === 0 ? [] : [fault("", `invalid propertyName ${quoted(name)}`, causes)];
  });
}

/** A schema with the keyword that has it. */
type Asked = readonly [via: string, schema: JsonValue];

function validateProperties(check: Check, value: JsonObject): readonly Fault[] {
  const properties = asMap(keyword(check, "properties"));
  const patterns = Object.entries(asMap(keyword(check, "patternProperties")));
  const rest = keyword(check, "additionalProperties");
  const unexpected: string[] = [];
  const faults = Object.entries(value).flatMap(([name, item]) => {
    const own = getOwn(properties, name);
    const asked: Asked[] = own === undefined ? [] : [[`/properties/${escapeToken(name)}`, own]];
    for (const [pattern, inner] of patterns) {
      if (check.run.matches(pattern, name)) asked.push([`/patternProperties/${escapeToken(pattern)}`, inner]);
    }
    if (asked.length === 0 && rest === false) unexpected.push(name);
    if (asked.length === 0 && rest !== undefined && rest !== false) asked.push(["/additionalProperties", rest]);
    if (asked.length > 0 || rest === false) check.seen.add(name);
    const at = `${check.at}/${escapeToken(name)}`;
    return asked.flatMap(([via, schema]) => grouped(at, lookInside(schema, check, { value: item, at, via })));
  });
  if (unexpected.length === 0) return faults;
  return [...faults, fault(check.at, `additional properties ${quotedList(unexpected.toSorted())} not allowed`)];
}

function validateDependencies(check: Check, value: JsonObject): readonly Fault[] {
  const keywords = ["dependencies", "dependentRequired", "dependentSchemas"] as const;
  return keywords.flatMap((name) =>
    Object.entries(asMap(keyword(check, name)))
      .filter(([property]) => Object.hasOwn(value, property))
      .flatMap(([property, wanted]) =>
        validateDependency(check, [`/${name}/${escapeToken(property)}`, wanted], property),
      ),
  );
}

function validateDependency(check: Check, [via, wanted]: Asked, property: string): readonly Fault[] {
  const { at, value, seen } = check;
  if (!Array.isArray(wanted)) return grouped(at, check.run.look(wanted, check, { value, at, seen, via }));
  const missing = wanted.map(String).filter((other) => !Object.hasOwn(value as JsonObject, other));
  if (missing.length === 0) return [];
  return [fault(at, `properties ${quotedList(missing)} required, if ${quoted(property)} exists`)];
}
