import { messageOf } from "@flux-ts/base";
import { func, FuncError, listType, mapType, nilOf, param } from "@flux-ts/go-template";
import type { FuncMap, Value, ValueMap } from "@flux-ts/go-template";
import { explainJson } from "./json-errors.ts";
import { toJson } from "./to-json.ts";
import type { JsonOptions } from "./to-json.ts";

const { any, string } = param;

/** Reads JSON as Go does into `interface {}`: every number is a float. */
function read(text: string): Value {
  try {
    return JSON.parse(text, mayOverflow.test(text) ? refuseOverflow : undefined) as Value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new FuncError(explainJson(text));
  }
}

const mayOverflow = /[eE]\+?\d{3}|\d{309}/;

function refuseOverflow(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (value !== Infinity && value !== -Infinity) return value;
  throw new FuncError(`json: cannot unmarshal number ${context?.source ?? value} into Go value of type float64`);
}

function kindOfJson(value: Value): string {
  return Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
}

/** The value when it is of the wanted kind, nothing for null. */
function expect(value: Value, kind: "object" | "array", target: string): Value {
  if (value === null || kindOfJson(value) === kind) return value;
  throw new FuncError(`json: cannot unmarshal ${kindOfJson(value)} into Go value of type ${target}`);
}

/** Failures do not stop the template: they are what it gets. */
export function orError(read: () => ValueMap): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FuncError)) throw error;
    return { Error: messageOf(error) };
  }
}

export function orErrorList(read: () => readonly Value[]): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof FuncError)) throw error;
    return [messageOf(error)];
  }
}

/** Prints JSON, or nothing where it cannot. */
function printer(options: JsonOptions): FuncMap[string] {
  return func([any], (value) => {
    try {
      return toJson(value, options);
    } catch (error) {
      if (!(error instanceof FuncError)) throw error;
      return "";
    }
  });
}

const pretty: JsonOptions = { indent: "  " };
const raw: JsonOptions = { escapesHtml: false };

export const jsonFunctions: FuncMap = {
  toJson: printer({}),
  mustToJson: func([any], (value) => toJson(value)),
  toPrettyJson: printer(pretty),
  mustToPrettyJson: func([any], (value) => toJson(value, pretty)),
  toRawJson: func([any], (value) => toJson(value, raw)),
  mustToRawJson: func([any], (value) => toJson(value, raw)),
  fromJson: func([string], (text) =>
    orError(() => (expect(read(text), "object", "map[string]interface {}") ?? nilOf(mapType)) as ValueMap),
  ),
  mustFromJson: func([string], read),
  fromJsonArray: func([string], (text) =>
    orErrorList(() => (expect(read(text), "array", "[]interface {}") ?? nilOf(listType)) as readonly Value[]),
  ),
};
