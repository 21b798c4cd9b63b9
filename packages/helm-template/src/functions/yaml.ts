import { messageOf, setOwn } from "@flux-ts/base";
import type { JsonObjectDraft, JsonValue } from "@flux-ts/base";
import {
  func,
  FuncError,
  integerOf,
  isNil,
  isNilOrUnmade,
  JsonNumber,
  listOf,
  param,
  stringOf,
  typeOf,
} from "@flux-ts/go-template";
import type { FuncMap, Value, ValueMap } from "@flux-ts/go-template";
import { emitYaml, parseYaml, YamlError } from "@flux-ts/yaml";
import { GoTime } from "../time/go-time.ts";
import { toBase64 } from "./encoding.ts";
import { orError, orErrorList } from "./json.ts";
import { GoVersion } from "./semver.ts";
import { toJson } from "./to-json.ts";

const { any, string } = param;

/** What may fail while printing or reading, as a failure of the function. */
function report<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof YamlError || error instanceof RangeError) throw new FuncError(messageOf(error));
    throw error;
  }
}

// JSON leaves these characters as they are, and go-yaml refuses to read them.
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const unreadable = /[\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** YAML as `sigs.k8s.io/yaml` prints it: by way of JSON, so that integral floats are integers. */
export function toYaml(value: Value): string {
  const text = report(() => emitYaml(jsonView(value), { numbers: "go" }));
  // They would be printed as escapes: most texts need no second look.
  if (text.includes("\\") && unreadable.test(toJson(value))) {
    throw new FuncError("error converting JSON to YAML: yaml: control characters are not allowed");
  }
  return text.replace(/\n$/, "");
}

/** The value as it comes back from its JSON text. */
function jsonView(value: Value): JsonValue {
  return view(value, jsonRules);
}

/** Digits that 64 bits hold are an integer, others are a float. */
function wholeNumber(text: string): number | bigint {
  const value = BigInt(text);
  return value < 2n ** 64n && value >= -(2n ** 63n) ? value : Number(value);
}

/** The value as it is: floats stay floats, and a JSON number is the string it is a kind of. */
function plainView(value: Value): JsonValue {
  return view(value, plainRules);
}

/** What differs between the two ways to YAML. */
interface Rules {
  readonly number: (value: number | JsonNumber) => JsonValue;
  readonly bytes?: (value: Uint8Array) => JsonValue;
  readonly isNull: (value: Value) => boolean;
  readonly fieldName: (field: string) => string;
}

const jsonRules: Rules = {
  number: (number) => {
    if (number instanceof JsonNumber) return /[.eE]/.test(number.text) ? Number(number.text) : wholeNumber(number.text);
    return /[.eE]/.test(toJson(number)) ? number : wholeNumber(toJson(number));
  },
  bytes: toBase64,
  isNull: isNilOrUnmade,
  fieldName: (field) => field,
};

const plainRules: Rules = {
  number: (number) => (number instanceof JsonNumber ? number.text : number),
  isNull: isNil,
  fieldName: (field) => field.toLowerCase(),
};

function view(value: Value, rules: Rules): JsonValue {
  if (rules.isNull(value)) return null;
  if (typeof value === "number" || value instanceof JsonNumber) return rules.number(value);
  if (typeof value === "string") return value.toWellFormed();
  if (typeof value === "boolean") return value;
  if (value instanceof GoTime) return value.toJson();
  if (value instanceof GoVersion) return stringOf(JSON.parse(toJson(value)) as string) ?? "";
  const integer = integerOf(value);
  if (integer !== undefined) return integer;
  const { json } = typeOf(value);
  if (json !== undefined && rules === jsonRules) return view(json(value), rules);
  if (value instanceof Uint8Array && rules.bytes !== undefined) return rules.bytes(value);
  const list = listOf(value);
  if (list !== undefined) return list.map((item) => view(item, rules));
  return viewOfMap(value as ValueMap, rules);
}

function viewOfMap(map: ValueMap, rules: Rules): JsonValue {
  const draft: JsonObjectDraft = {};
  const { fields } = typeOf(map);
  for (const key of fields ?? Object.keys(map)) {
    const name = fields === undefined ? key : rules.fieldName(key);
    setOwn<JsonValue>(draft, name, view(map[key], rules));
  }
  return draft;
}

function toYamlPretty(value: Value): string {
  return report(() => emitYaml(plainView(value), { profile: "v3", numbers: "go" })).replace(/\n$/, "");
}

/** Prints YAML, or nothing where it cannot. */
function orNothing(print: (value: Value) => string): (value: Value) => string {
  return (value) => {
    try {
      return print(value);
    } catch (error) {
      if (!(error instanceof FuncError)) throw error;
      return "";
    }
  };
}

/** Reads YAML whose root must be of one kind; numbers are floats. */
function read(text: string, kind: "map" | "slice"): Value {
  const value = floats(convert(text));
  if (value === null || typeOf(value).kind === kind) return value;
  const found = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  const target = kind === "map" ? "map[string]interface {}" : "[]interface {}";
  throw new FuncError(
    `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${found} into Go value of type ${target}`,
  );
}

function convert(text: string): JsonValue {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new FuncError(`error converting YAML to JSON: ${error.message}`);
  }
}

/** Go reads every JSON number into a float. */
function floats(value: JsonValue): Value {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item: JsonValue) => floats(item));
  const map: ValueMap = {};
  for (const [key, item] of Object.entries(value)) setOwn(map, key, floats(item));
  return map;
}

export const yamlFunctions: FuncMap = {
  toYaml: func([any], orNothing(toYaml)),
  mustToYaml: func([any], toYaml),
  toYamlPretty: func([any], orNothing(toYamlPretty)),
  fromYaml: func([string], (text) => orError(() => (read(text, "map") ?? {}) as ValueMap)),
  fromYamlArray: func([string], (text) => orErrorList(() => (read(text, "slice") ?? []) as readonly Value[])),
};
