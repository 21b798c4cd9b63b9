import { equalJson, getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { validateArray } from "./array.ts";
import { escapePointer, limit } from "./check.ts";
import type { Check } from "./check.ts";
import { fault, grouped, unwrapped } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { validateObject } from "./object.ts";
import { quoted, shown, shownNumber } from "./print.ts";
import { asList, hasType, isOneOf, typeName } from "./schema.ts";
import type { SchemaDocument } from "./schema.ts";

/**
 * What a value does not meet of a schema, in the order of the keywords as Helm's validator looks at them.
 *
 * @throws SchemaError when the schema cannot be used
 */
export function validate(document: SchemaDocument, value: JsonValue): readonly Fault[] {
  const faults = look(document.root, { document, schema: {}, value, at: "", seen: new Set(), look });
  return unwrapped(faults);
}

/** The faults of a subschema, of the same value or another one. Several of one schema are grouped by who asks. */
function look(schema: JsonValue, context: Check): readonly Fault[] {
  if (schema === false) return [fault(context.at, "false schema")];
  if (!isJsonObject(schema)) return [];
  const check = { ...context, schema };
  const reference = getOwn(schema, "$ref") ?? getOwn(schema, "$dynamicRef") ?? getOwn(schema, "$recursiveRef");
  if (typeof reference === "string") {
    const target = check.document.resolve(reference);
    const inner = look(target, check);
    const faults = inner.length > 1 ? [fault(check.at, "validation failed", inner)] : inner;
    // Before 2019-09 a reference stood alone: what is beside it says nothing.
    if (check.document.draft <= 7) return faults;
    return [...faults, ...validateKeywords(check)];
  }
  return validateKeywords(check);
}

function validateKeywords(check: Check): readonly Fault[] {
  const typeFaults = validateType(check);
  if (typeFaults.length > 0) return typeFaults;
  return [
    ...validateChoice(check),
    ...validateString(check),
    ...validateNumber(check),
    ...validateObject(check),
    ...validateArray(check),
    ...validateLogic(check),
    ...validateUnevaluated(check),
  ];
}

function validateType({ schema, value, at }: Check): readonly Fault[] {
  const type = getOwn(schema, "type");
  if (type === undefined) return [];
  const types = Array.isArray(type) ? (type as readonly JsonValue[]) : [type];
  if (types.some((option) => hasType(value, option))) return [];
  return [fault(at, `got ${typeName(value)}, want ${types.map(String).sort().join(" or ")}`)];
}

function validateChoice({ schema, value, at }: Check): readonly Fault[] {
  const faults: Fault[] = [];
  const constant = getOwn(schema, "const");
  if (constant !== undefined && !equalJson(constant, value)) {
    const text = shown(constant);
    faults.push(fault(at, text === undefined ? "'const' failed" : `value must be ${text}`));
  }
  const options = getOwn(schema, "enum");
  if (options !== undefined && !isOneOf(value, asList(options)))
    faults.push(fault(at, describeOptions(asList(options))));
  return faults;
}

function describeOptions(options: readonly JsonValue[]): string {
  const texts = options.map(shown);
  if (texts.includes(undefined)) return "'enum' failed";
  return texts.length === 1 ? `value must be ${texts[0]}` : `value must be one of ${texts.join(", ")}`;
}

function validateString({ document, schema, value, at }: Check): readonly Fault[] {
  if (typeof value !== "string") return [];
  const length = Array.from(value).length;
  const faults = limit(at, "Length", schema, length);
  const pattern = getOwn(schema, "pattern");
  if (typeof pattern !== "string" || document.matches(pattern, value)) return faults;
  return [...faults, fault(at, `${quoted(value)} does not match pattern ${quoted(pattern)}`)];
}

function validateNumber({ schema, value, at }: Check): readonly Fault[] {
  if (typeof value !== "number" && typeof value !== "bigint") return [];
  const number = Number(value);
  const bounds = boundsOf(schema);
  return bounds
    .filter(([, bound, holds]) => typeof bound === "number" && !holds(number, bound))
    .map(([keyword, bound]) => fault(at, `${keyword}: got ${shownNumber(number)}, want ${shownNumber(bound)}`));
}

type Bound = readonly [keyword: string, bound: JsonValue | undefined, holds: (value: number, bound: number) => boolean];

function boundsOf(schema: JsonObject): readonly Bound[] {
  const own = (keyword: string) => getOwn(schema, keyword);
  // In draft 4 the exclusive keywords say how the others are meant.
  const isOpenBelow = own("exclusiveMinimum") === true;
  const isOpenAbove = own("exclusiveMaximum") === true;
  return [
    ["minimum", isOpenBelow ? undefined : own("minimum"), (value, bound) => value >= bound],
    ["maximum", isOpenAbove ? undefined : own("maximum"), (value, bound) => value <= bound],
    ["exclusiveMinimum", isOpenBelow ? own("minimum") : own("exclusiveMinimum"), (value, bound) => value > bound],
    ["exclusiveMaximum", isOpenAbove ? own("maximum") : own("exclusiveMaximum"), (value, bound) => value < bound],
    ["multipleOf", own("multipleOf"), isMultiple],
  ];
}

/** Decimal fractions are compared as they are written: 0.3 is three times 0.1. */
function isMultiple(value: number, step: number): boolean {
  const quotient = value / step;
  return Math.abs(quotient - Math.round(quotient)) < 1e-9 * Math.max(1, Math.abs(quotient));
}

function validateLogic(check: Check): readonly Fault[] {
  return [
    ...validateNot(check),
    ...validateAll(check),
    ...validateAny(check),
    ...validateOne(check),
    ...validateIf(check),
  ];
}

/** The faults of a subschema that looks at the same value; when there are none, what it has seen is seen. */
function branch(schema: JsonValue, check: Check): readonly Fault[] {
  const seen = new Set<string>();
  const faults = grouped(check.at, look(schema, { ...check, seen }));
  if (faults.length === 0) for (const name of seen) check.seen.add(name);
  return faults;
}

function validateNot(check: Check): readonly Fault[] {
  const not = getOwn(check.schema, "not");
  if (not === undefined || look(not, { ...check, seen: new Set() }).length > 0) return [];
  return [fault(check.at, "'not' failed")];
}

function validateAll(check: Check): readonly Fault[] {
  const causes = asList(getOwn(check.schema, "allOf")).flatMap((schema) => branch(schema, check));
  return causes.length === 0 ? [] : [fault(check.at, "'allOf' failed", causes)];
}

function validateAny(check: Check): readonly Fault[] {
  const branches = asList(getOwn(check.schema, "anyOf")).map((schema) => branch(schema, check));
  if (branches.length === 0 || branches.some((faults) => faults.length === 0)) return [];
  return [fault(check.at, "'anyOf' failed", branches.flat())];
}

function validateOne(check: Check): readonly Fault[] {
  const branches = asList(getOwn(check.schema, "oneOf")).map((schema) => branch(schema, check));
  const matched = branches.flatMap((faults, index) => (faults.length === 0 ? [index] : []));
  if (branches.length === 0 || matched.length === 1) return [];
  if (matched.length === 0) return [fault(check.at, "'oneOf' failed, none matched", branches.flat())];
  return [fault(check.at, `'oneOf' failed, subschemas ${matched.slice(0, 2).join(", ")} matched`)];
}

function validateIf(check: Check): readonly Fault[] {
  const condition = getOwn(check.schema, "if");
  if (condition === undefined) return [];
  const consequence = getOwn(check.schema, branch(condition, check).length === 0 ? "then" : "else");
  return consequence === undefined ? [] : branch(consequence, check);
}

function validateUnevaluated(check: Check): readonly Fault[] {
  const { schema, value, at, seen } = check;
  const rest = getOwn(schema, Array.isArray(value) ? "unevaluatedItems" : "unevaluatedProperties");
  if (rest === undefined || typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    if (seen.has(name)) return [];
    seen.add(name);
    const place = `${at}/${escapePointer(name)}`;
    return grouped(place, look(rest, { ...check, value: item, at: place, seen: new Set() }));
  });
}
