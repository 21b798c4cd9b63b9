import { compareValues, equalValues } from "../values/equality.ts";
import { noSuchOverload } from "../values/value.ts";
import type { Value } from "../values/value.ts";
import { func, library } from "./define.ts";
import type { Library } from "./define.ts";

const ordered = ["bool", "int", "uint", "double", "string", "bytes", "timestamp", "duration"];
const numbers = ["int", "uint", "double"];

const pairs: readonly (readonly [string, string])[] = [
  ...ordered.map((type) => [type, type] as const),
  ...numbers.flatMap((a) => numbers.filter((b) => b !== a).map((b) => [a, b] as const)),
];

const relations: readonly (readonly [name: string, prefix: string, holds: (order: number) => boolean])[] = [
  ["_<_", "less", (order) => order < 0],
  ["_<=_", "less_equals", (order) => order <= 0],
  ["_>_", "greater", (order) => order > 0],
  ["_>=_", "greater_equals", (order) => order >= 0],
];

function idOf(prefix: string, a: string, b: string): string {
  const [left, right] = [a, b].map((type) => (type === "int" || type === "uint" ? `${type}64` : type));
  return left === right ? `${prefix}_${left}` : `${prefix}_${left}_${right}`;
}

const relationOverloads: Library = relations.flatMap(([name, prefix, holds]) => {
  const compare = (a: Value, b: Value): boolean | typeof noSuchOverload => {
    const order = compareValues(a, b);
    return order === undefined ? noSuchOverload : holds(order);
  };
  return library({
    [name]: Object.fromEntries(pairs.map(([a, b]) => [idOf(prefix, a, b), func([a, b], "bool", compare)])),
  });
});

/** The operators that compare. */
export const comparison: Library = [
  ...relationOverloads,
  ...library({
    "_==_": { equals: func(["<A>", "<A>"], "bool", equalValues) },
    "_!=_": { not_equals: func(["<A>", "<A>"], "bool", (a, b) => !equalValues(a, b)) },
    "!_": { logical_not: func(["bool"], "bool", (value) => !value) },
  }),
];
