import type { JsonValue } from "@flux-ts/base";
import { keyword, lookInside } from "./check.ts";
import type { Check } from "./check.ts";
import { fault, grouped } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { escapeToken } from "./pointer.ts";
import { asList } from "./values.ts";

/** The keywords that hold subschemas against the same value. */
export function validateLogic(check: Check): readonly Fault[] {
  return [
    ...validateNot(check),
    ...validateAll(check),
    ...validateAny(check),
    ...validateOne(check),
    ...validateIf(check),
  ];
}

/** The faults of a subschema that looks at the same value; when there are none, what it has seen is seen. */
function branch(check: Check, schema: JsonValue, via: string): readonly Fault[] {
  const { value, at } = check;
  const seen = new Set<string>();
  const faults = grouped(at, check.run.look(schema, check, { value, at, seen, via }));
  if (faults.length === 0) for (const name of seen) check.seen.add(name);
  return faults;
}

function branches(check: Check, name: string): readonly (readonly Fault[])[] {
  return asList(keyword(check, name)).map((schema, index) => branch(check, schema, `/${name}/${index}`));
}

function validateNot(check: Check): readonly Fault[] {
  const not = keyword(check, "not");
  if (not === undefined) return [];
  const { value, at } = check;
  return lookInside(not, check, { value, at, via: "/not" }).length > 0 ? [] : [fault(at, "'not' failed")];
}

function validateAll(check: Check): readonly Fault[] {
  const causes = branches(check, "allOf").flat();
  return causes.length === 0 ? [] : [fault(check.at, "'allOf' failed", causes)];
}

function validateAny(check: Check): readonly Fault[] {
  const outcomes = branches(check, "anyOf");
  if (outcomes.length === 0 || outcomes.some((faults) => faults.length === 0)) return [];
  return [fault(check.at, "'anyOf' failed", outcomes.flat())];
}

function validateOne(check: Check): readonly Fault[] {
  const outcomes = branches(check, "oneOf");
  const matched = outcomes.flatMap((faults, index) => (faults.length === 0 ? [index] : []));
  if (outcomes.length === 0 || matched.length === 1) return [];
  if (matched.length === 0) return [fault(check.at, "'oneOf' failed, none matched", outcomes.flat())];
  return [fault(check.at, `'oneOf' failed, subschemas ${matched.slice(0, 2).join(", ")} matched`)];
}

function validateIf(check: Check): readonly Fault[] {
  const condition = keyword(check, "if");
  if (condition === undefined) return [];
  const name = branch(check, condition, "/if").length === 0 ? "then" : "else";
  const consequence = keyword(check, name);
  return consequence === undefined ? [] : branch(check, consequence, `/${name}`);
}

/** What no other keyword has spoken about. */
export function validateUnevaluated(check: Check): readonly Fault[] {
  const { value, at, seen } = check;
  if (typeof value !== "object" || value === null) return [];
  const name = Array.isArray(value) ? "unevaluatedItems" : "unevaluatedProperties";
  const rest = keyword(check, name);
  if (rest === undefined) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (seen.has(key)) return [];
    seen.add(key);
    const inside = `${at}/${escapeToken(key)}`;
    return grouped(inside, lookInside(rest, check, { value: item, at: inside, via: `/${name}` }));
  });
}
