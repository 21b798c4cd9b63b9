import {
  compareStrings,
  func,
  isNil,
  listOf,
  listType,
  nilOf,
  param,
  sliceOf,
  typeOf,
  variadic,
  withType,
} from "@flux-ts/go-template";
import type { FuncMap, List, Run, Value } from "@flux-ts/go-template";
import { fail, isEmpty, nilDereference, toInt, toTexts } from "./cast.ts";
import { deepEqual } from "./equal.ts";
import { strings } from "./strings.ts";

const { any } = param;

/** The items of a list, or the failure of the function that wanted one. */
function itemsOf(value: Value, problem: (kind: string) => string): List {
  if (isNil(value)) fail(nilDereference);
  return listOf(value) ?? fail(problem(typeOf(value).kind));
}

const cannotFind = (what: string) => (kind: string) => `Cannot find ${what} on type ${kind}`;

/** A list with the type that copies have: `[]interface {}`. */
function plain(items: List): Value {
  return [...items];
}

/** All items but one; of no items, a nil list. */
function allBut(items: List, start: number, end?: number): Value {
  return items.length === 0 ? nilOf(listType) : items.slice(start, end);
}

function unique(list: List, run: Run): Value {
  const kept: Value[] = [];
  for (const item of list) {
    run.spend(kept.length);
    if (!kept.some((other) => deepEqual(other, item))) kept.push(item);
  }
  return kept;
}

function slice(list: Value, indexes: List): Value {
  const items = itemsOf(list, (kind) => `list should be type of slice or array but ${kind}`);
  if (items.length === 0) return null;
  const start = indexes.length > 0 ? toInt(indexes[0]) : 0;
  const end = indexes.length > 1 ? toInt(indexes[1]) : items.length;
  if (start < 0 || end < start || end > items.length) fail("reflect.Value.Slice: slice index out of bounds");
  return withType(items.slice(start, end), typeOf(list));
}

function chunk(size: number, list: Value): Value {
  const items = itemsOf(list, (kind) => `Cannot chunk type ${kind}`);
  // Go makes as many lists as the division says, and fails where that, or the length of one, is negative.
  const count = Math.floor((items.length - 1) / size) + 1;
  if (!Number.isFinite(count) || count < 0 || (size < 0 && count > 0))
    fail("runtime error: makeslice: len out of range");
  const chunks = Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
  return withType(chunks, sliceOf(listType));
}

function concat(lists: List): Value {
  const items = lists.flatMap((list) => itemsOf(list, (kind) => `Cannot concat type ${kind} as list`));
  return items.length === 0 ? nilOf(listType) : items;
}

function has(needle: Value, haystack: Value): boolean {
  if (isNil(haystack)) return false;
  return itemsOf(haystack, cannotFind("has")).some((item) => deepEqual(needle, item));
}

function sortAlpha(list: Value): Value {
  return strings(toTexts(list).toSorted(compareStrings));
}

/** A function under its name and under the name with `must`, which fails where the plain one does. */
function withMust(functions: FuncMap): FuncMap {
  const named = Object.entries(functions).flatMap(([name, callee]) => [
    [name, callee] as const,
    [`must${name.charAt(0).toUpperCase()}${name.slice(1)}`, callee] as const,
  ]);
  return Object.fromEntries(named);
}

const cannotPush = (kind: string) => `Cannot push on type ${kind}`;
const push = func([any, any], (list, item) => [...itemsOf(list, cannotPush), item]);

const parts: FuncMap = {
  first: func([any], (list) => itemsOf(list, cannotFind("first"))[0] ?? null),
  last: func([any], (list) => itemsOf(list, cannotFind("last")).at(-1) ?? null),
  rest: func([any], (list) => allBut(itemsOf(list, cannotFind("rest")), 1)),
  initial: func([any], (list) => allBut(itemsOf(list, cannotFind("initial")), 0, -1)),
  slice: variadic([any], any, slice),
  chunk: func([param.int, any], chunk),
};

const changes: FuncMap = {
  append: push,
  push,
  prepend: func([any, any], (list, item) => [item, ...itemsOf(list, (kind) => `Cannot prepend on type ${kind}`)]),
  reverse: func([any], (list) => plain(itemsOf(list, cannotFind("reverse")).toReversed())),
  uniq: func([any], (list, run) => unique(itemsOf(list, cannotFind("uniq")), run)),
  without: variadic([any], any, (list, unwanted, run) => {
    const items = itemsOf(list, cannotFind("without"));
    run.spend(items.length * unwanted.length);
    return plain(items.filter((item) => !unwanted.some((other) => deepEqual(other, item))));
  }),
  compact: func([any], (list) =>
    plain(itemsOf(list, (kind) => `Cannot compact on type ${kind}`).filter((item) => !isEmpty(item))),
  ),
};

const list = variadic([], any, (items) => [...items]);

export const listFunctions: FuncMap = {
  list,
  tuple: list,
  sortAlpha: func([any], sortAlpha),
  concat: variadic([], any, concat),
  ...withMust({ ...parts, ...changes, has: func([any, any], has) }),
};
