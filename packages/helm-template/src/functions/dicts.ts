import { setOwn } from "@flux-ts/base";
import {
  func,
  isNil,
  isNilOrUnmade,
  listOf,
  mapType,
  mapValue,
  param,
  typeOf,
  variadic,
  withType,
} from "@flux-ts/go-template";
import type { FuncMap, List, Value, ValueMap } from "@flux-ts/go-template";
import { fail, isEmpty, toText } from "./cast.ts";
import { deepEqual } from "./equal.ts";
import { strings } from "./strings.ts";

const { any, map, string } = param;

function dict(pairs: List): Value {
  const entries: ValueMap = {};
  for (let at = 0; at < pairs.length; at += 2) {
    setOwn<Value>(entries, toText(pairs[at]), at + 1 < pairs.length ? pairs[at + 1] : "");
  }
  return entries;
}

function set(target: ValueMap, key: string, value: Value): Value {
  if (isNilOrUnmade(target)) fail("assignment to entry in nil map");
  setOwn(target, key, value);
  return target;
}

function unset(target: ValueMap, key: string): Value {
  delete target[key];
  return target;
}

function pick(source: ValueMap, wanted: readonly string[]): Value {
  const picked: ValueMap = {};
  for (const key of wanted) {
    if (Object.hasOwn(source, key)) setOwn(picked, key, source[key]);
  }
  return picked;
}

function omit(source: ValueMap, unwanted: readonly string[]): Value {
  return pick(
    source,
    Object.keys(source).filter((key) => !unwanted.includes(key)),
  );
}

/** Deeper values contain themselves. */
const maxDepth = 1000;

interface MergeRule {
  /** Whether what is there is replaced; otherwise only what is empty is filled. */
  readonly overwrite: boolean;
}

/** Merges into the target and returns it. Maps are merged, everything else is taken or left as a whole. */
function mergeAll(target: ValueMap, sources: readonly ValueMap[], rule: MergeRule): Value {
  const merged = isNilOrUnmade(target) ? {} : target;
  for (const source of sources) mergeInto(merged, source, rule);
  return merged;
}

// oxlint-disable-next-line max-params -- how deep it is
function mergeInto(target: ValueMap, source: ValueMap, rule: MergeRule, depth = 0): void {
  if (depth > maxDepth) throw new RangeError("a value that contains itself");
  for (const key of Object.keys(source)) {
    const value = source[key];
    const present = Object.hasOwn(target, key) ? target[key] : undefined;
    const [inner, outer] = [mapValue(value), mapValue(present)];
    if (inner !== undefined && outer !== undefined) mergeInto(outer, inner, rule, depth + 1);
    else if (rule.overwrite || (!isNil(value) && isEmpty(present))) setOwn(target, key, value);
  }
}

/**
 * A copy whose maps and lists are its own.
 *
 * @throws RangeError when it has no end
 */
function deepCopy(value: Value, depth = 0): Value {
  if (depth > maxDepth) throw new RangeError("a value that contains itself");
  const list = Array.isArray(value) ? listOf(value) : undefined;
  if (list !== undefined) {
    return withType(
      list.map((item) => deepCopy(item, depth + 1)),
      typeOf(value),
    );
  }
  const source = mapValue(value);
  if (source === undefined) return value;
  const copy: ValueMap = {};
  for (const key of Object.keys(source)) setOwn(copy, key, deepCopy(source[key], depth + 1));
  return typeOf(value) === typeOf(copy) ? copy : withType(copy, typeOf(value));
}

/** Follows keys down to a value; where one is missing, the value before the last argument. */
function dig(args: List): Value {
  if (args.length < 3) fail("dig needs at least three arguments");
  const fallback = args.at(-2);
  // Maps with a name of their own, as `.Values` is, are none here.
  const toMap = (value: Value) =>
    typeOf(value).name === mapType.name ? (value as ValueMap) : fail(conversion(value, mapType.name));
  let current: Value = toMap(args.at(-1));
  const keys = args.slice(0, -2).map((key) => (typeof key === "string" ? key : fail(conversion(key, "string"))));
  for (const key of keys) {
    const source = toMap(current);
    if (!Object.hasOwn(source, key)) return fallback;
    current = source[key];
  }
  return current;
}

function conversion(value: Value, wanted: string): string {
  return `interface conversion: interface {} is ${isNil(value) ? "nil" : typeOf(value).name}, not ${wanted}`;
}

const merge = variadic([map], map, (target, sources) => mergeAll(target, sources, { overwrite: false }));
const mergeOverwrite = variadic([map], map, (target, sources) => mergeAll(target, sources, { overwrite: true }));
const copy = func([any], (value) =>
  isNil(value) ? fail("reflect: call of reflect.Value.Type on zero Value") : deepCopy(value),
);

export const dictFunctions: FuncMap = {
  dict: variadic([], any, dict),
  get: func([map, string], (source, key) => (Object.hasOwn(source, key) ? (source[key] ?? null) : "")),
  set: func([map, string, any], set),
  unset: func([map, string], unset),
  hasKey: func([map, string], (source, key) => Object.hasOwn(source, key)),
  pluck: variadic([string], map, (key, sources) =>
    sources.filter((source) => Object.hasOwn(source, key)).map((source) => source[key]),
  ),
  keys: variadic([], map, (sources) => strings(sources.flatMap((source) => Object.keys(source)))),
  values: func([map], (source) => Object.values(source)),
  pick: variadic([map], string, pick),
  omit: variadic([map], string, omit),
  merge,
  mustMerge: merge,
  mergeOverwrite,
  mustMergeOverwrite: mergeOverwrite,
  deepCopy: copy,
  mustDeepCopy: copy,
  deepEqual: func([any, any], deepEqual),
  dig: variadic([], any, dig),
};
