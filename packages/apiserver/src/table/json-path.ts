import type { JsonValue } from "@flux-ts/base";
import { equalJson, getOwn, isJsonObject, parseJson } from "@flux-ts/base";

/** Finds the values a path leads to, in order; what is missing on the way leads to none. */
export type JsonPath = (value: JsonValue) => readonly JsonValue[];

type Step = (value: JsonValue) => readonly JsonValue[];

/**
 * Reads a path as columns of custom resources have it: `.status.conditions[?(@.type=="Ready")].status`, with fields,
 * quoted fields, indices, slices, `*`, `..` and filters. Undefined when it is none.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  const steps: Step[] = [];
  let rest = text.trim().replace(/^\$/, "");
  while (rest !== "") {
    const found = readStep(rest);
    if (found === undefined) return undefined;
    steps.push(found.step);
    rest = rest.slice(found.length);
  }
  return (value) => steps.reduce<readonly JsonValue[]>((values, step) => values.flatMap(step), [value]);
}

interface FoundStep {
  readonly step: Step;
  readonly length: number;
}

function readStep(text: string): FoundStep | undefined {
  const field = /^(\.\.)?\.?((?:\\.|[^.[\]\\])+)/.exec(text);
  if (text.startsWith("[")) return readBrackets(text);
  if (field === null) return undefined;
  const [whole, deep, name = ""] = field;
  const plain = name.replaceAll(/\\(.)/g, "$1");
  const step: Step = name === "*" ? childrenOf : (value) => fieldOf(value, plain);
  return { step: deep === undefined ? step : (value) => descendantsOf(value).flatMap(step), length: whole.length };
}

function readBrackets(text: string): FoundStep | undefined {
  const end = closingBracket(text);
  if (end < 0) return undefined;
  const inside = text.slice(1, end).trim();
  const step = bracketStep(inside);
  return step && { step, length: end + 1 };
}

function bracketStep(inside: string): Step | undefined {
  if (inside === "*") return childrenOf;
  const quoted = /^(?:'([^']*)'|"([^"]*)")$/.exec(inside);
  if (quoted) return (value) => fieldOf(value, quoted[1] ?? quoted[2] ?? "");
  const filter = /^\?\((.*)\)$/.exec(inside)?.[1];
  if (filter !== undefined) return filterStep(filter);
  const slice = /^(-?\d+)?(?::(-?\d+)?)?$/.exec(inside);
  if (!slice || inside === "") return undefined;
  const isSlice = inside.includes(":");
  return (value) => {
    if (!Array.isArray(value)) return [];
    const items: readonly JsonValue[] = value;
    if (isSlice) return items.slice(Number(slice[1] ?? 0), slice[2] === undefined ? undefined : Number(slice[2]));
    const item = items.at(Number(slice[1]));
    return item === undefined ? [] : [item];
  };
}

/** Brackets within quotes close nothing. */
function closingBracket(text: string): number {
  let depth = 0;
  let quote = "";
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === "[") depth += 1;
    else if (char === "]" && --depth === 0) return index;
  }
  return -1;
}

const operators: { readonly [operator: string]: (a: JsonValue, b: JsonValue) => boolean } = {
  "==": equalJson,
  "!=": (a, b) => !equalJson(a, b),
  "<": (a, b) => orderOf(a, b) < 0,
  "<=": (a, b) => orderOf(a, b) <= 0,
  ">": (a, b) => orderOf(a, b) > 0,
  ">=": (a, b) => orderOf(a, b) >= 0,
};

/** Negative, zero or positive; NaN, which no comparison takes, for values that have no order. */
function orderOf(a: JsonValue, b: JsonValue): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  return Number.NaN;
}

/** Keeps the items of a list for which a comparison holds, or that have a field at all. */
function filterStep(filter: string): Step | undefined {
  const [, left = "", operator, right = ""] = /^\s*(@.*?)\s*(?:(==|!=|<=|>=|<|>)\s*(.*?))?\s*$/.exec(filter) ?? [];
  const path = parseJsonPath(left.slice(1));
  if (left === "" || path === undefined) return undefined;
  const compare = operator === undefined ? undefined : operators[operator];
  const other = compare && operand(right);
  if (compare && other === undefined) return undefined;
  return (value) => {
    if (!Array.isArray(value)) return [];
    const items: readonly JsonValue[] = value;
    return items.filter((item) => {
      const found = path(item);
      if (compare === undefined) return found.length > 0;
      const [wanted] = (other as JsonPath)(item);
      return wanted !== undefined && found.some((candidate) => compare(candidate, wanted));
    });
  };
}

/** A literal, or a path from the item. */
function operand(text: string): JsonPath | undefined {
  if (text.startsWith("@")) return parseJsonPath(text.slice(1));
  try {
    const value = parseJson(text.replace(/^'(.*)'$/, (_, inside: string) => JSON.stringify(inside)));
    return () => [value];
  } catch {
    return undefined;
  }
}

function fieldOf(value: JsonValue, name: string): readonly JsonValue[] {
  if (!isJsonObject(value)) return [];
  const child = getOwn(value, name);
  return child === undefined ? [] : [child];
}

function childrenOf(value: JsonValue): readonly JsonValue[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function descendantsOf(value: JsonValue): readonly JsonValue[] {
  return [value, ...childrenOf(value).flatMap(descendantsOf)];
}
