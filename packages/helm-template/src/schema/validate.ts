import { equalJson, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import { validateArray } from "./array.ts";
import { keyword, limit } from "./check.ts";
import type { Check, Run, View } from "./check.ts";
import { isMultiple } from "./decimal.ts";
import type { Place } from "./document.ts";
import { fault, unwrapped } from "./fault.ts";
import type { Fault } from "./fault.ts";
import { formatFault } from "./format/format.ts";
import { validateLogic, validateUnevaluated } from "./logic.ts";
import { validateObject } from "./object.ts";
import { quoted, shown, shownNumber } from "./print.ts";
import { lookAt, validateReferences } from "./reference.ts";
import { asList, hasType, isOneOf, shownTypes, typeName } from "./values.ts";

/**
 * What a value does not meet of a schema, in the order of the keywords as Helm's validator looks at them.
 *
 * @throws SchemaError when the schema cannot be used
 */
export function validate(place: Place, value: JsonValue, run: Omit<Run, "look">): readonly Fault[] {
  return unwrapped(lookAt(place, undefined, { run: { ...run, look }, validateKeywords }, rootView(value)));
}

function rootView(value: JsonValue): View {
  return { value, at: "", seen: new Set(), via: "" };
}

/** The faults of a subschema, of the same value or another one. Several of one schema are grouped by who asks. */
function look(schema: JsonValue, check: Check, view: View): readonly Fault[] {
  if (typeof schema === "boolean") return schema ? [] : [fault(view.at, "false schema")];
  if (!isJsonObject(schema)) return [];
  const { resource } = check.place;
  const place = resource.document.placeOf(schema) ?? { schema, resource, pointer: "" };
  return lookAt(place, check, { run: check.run, validateKeywords }, view);
}

function validateKeywords(check: Check): readonly Fault[] {
  if (check.place.resource.dialect.draft <= 7 && typeof keyword(check, "$ref") === "string") {
    // Before 2019-09 a reference stood alone: what is beside it says nothing, but for `const` in Helm's validator.
    const constant = validateConstant(check);
    return constant === undefined ? validateReferences(check, validateKeywords) : [constant];
  }
  const first = firstFault(check);
  if (first !== undefined) return [first];
  return stepsOf(check.schema).flatMap((step) => step(check));
}

type Step = (check: Check) => readonly Fault[];

/** What looks at which keywords, in the order of Helm's validator. */
const allSteps: readonly (readonly [keywords: string, step: Step])[] = [
  ["$ref $recursiveRef $dynamicRef", (check) => validateReferences(check, validateKeywords)],
  ["minLength maxLength pattern", validateString],
  ["minimum maximum exclusiveMinimum exclusiveMaximum multipleOf", validateNumber],
  [
    "minProperties maxProperties required propertyNames properties patternProperties additionalProperties dependencies " +
      "dependentRequired dependentSchemas",
    validateObject,
  ],
  ["minItems maxItems uniqueItems items prefixItems contains", validateArray],
  ["not allOf anyOf oneOf if", validateLogic],
  ["unevaluatedItems unevaluatedProperties", validateUnevaluated],
];

const stepOf = new Map(allSteps.flatMap(([keywords, step]) => keywords.split(" ").map((keyword) => [keyword, step])));

const chosenSteps = new WeakMap<JsonObject, readonly Step[]>();

/** The steps that find anything in a schema. */
function stepsOf(schema: JsonObject): readonly Step[] {
  const known = chosenSteps.get(schema);
  if (known !== undefined) return known;
  const wanted = new Set(Object.keys(schema).map((keyword) => stepOf.get(keyword)));
  const steps = allSteps.map(([, step]) => step).filter((step) => wanted.has(step));
  chosenSteps.set(schema, steps);
  return steps;
}

/** What makes all other keywords pointless. */
function firstFault(check: Check): Fault | undefined {
  return validateType(check) ?? validateConstant(check) ?? validateChoice(check) ?? validateFormat(check);
}

function validateType(check: Check): Fault | undefined {
  const type = keyword(check, "type");
  if (type === undefined) return undefined;
  const types = typeof type === "string" ? [type] : asList(type).map(String);
  if (types.some((option) => hasType(check.value, option))) return undefined;
  return fault(check.at, `got ${typeName(check.value)}, want ${shownTypes(types)}`);
}

function validateConstant(check: Check): Fault | undefined {
  const constant = keyword(check, "const");
  if (constant === undefined || equalJson(constant, check.value)) return undefined;
  const text = shown(constant, check.run.spellingOf(check.schema, "const"));
  return fault(check.at, text === undefined ? "'const' failed" : `value must be ${text}`);
}

function validateChoice(check: Check): Fault | undefined {
  const options = keyword(check, "enum");
  if (!Array.isArray(options) || isOneOf(check.value, asList(options))) return undefined;
  const texts = asList(options).map((option, index) => shown(option, check.run.spellingOf(options, String(index))));
  if (texts.includes(undefined)) return fault(check.at, "'enum' failed");
  return fault(check.at, texts.length === 1 ? `value must be ${texts[0]}` : `value must be one of ${texts.join(", ")}`);
}

function validateFormat(check: Check): Fault | undefined {
  const { value, place, run } = check;
  const name = keyword(check, "format");
  if (typeof value !== "string" || typeof name !== "string") return undefined;
  const { draft, vocabularies } = place.resource.dialect;
  if (draft > 7 && !run.assertsFormats && !vocabularies?.has("format-assertion")) return undefined;
  const reason = formatFault(name, value);
  return reason === undefined ? undefined : fault(check.at, `${quoted(value)} is not valid ${name}: ${reason}`);
}

function validateString(check: Check): readonly Fault[] {
  const { run, value, at } = check;
  if (typeof value !== "string") return [];
  const faults = limit(check, "Length", Array.from(value).length);
  const pattern = keyword(check, "pattern");
  if (typeof pattern !== "string" || run.matches(pattern, value)) return faults;
  return [...faults, fault(at, `${quoted(value)} does not match pattern ${quoted(pattern)}`)];
}

function validateNumber(check: Check): readonly Fault[] {
  const { value, at } = check;
  if (typeof value !== "number" && typeof value !== "bigint") return [];
  return boundsOf(check).flatMap(([name, bound, holds]) =>
    isNumber(bound) && !holds(value, bound)
      ? [fault(at, `${name}: got ${shownNumber(value)}, want ${shownNumber(bound)}`)]
      : [],
  );
}

function isNumber(value: JsonValue | undefined): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

type Numeric = number | bigint;
type Bound = readonly [
  keyword: string,
  bound: JsonValue | undefined,
  holds: (value: Numeric, bound: Numeric) => boolean,
];

function boundsOf(check: Check): readonly Bound[] {
  const own = (name: string) => keyword(check, name);
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
