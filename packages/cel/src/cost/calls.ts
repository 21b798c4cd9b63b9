import type { CallCosts } from "../interpret/step.ts";
import { ListValue } from "../values/list.ts";
import { NamedFormat } from "../values/named-format.ts";
import type { Value } from "../values/value.ts";
import * as of from "./overloads.ts";
import { listCost, perCharacter, perPatternCharacter, sizeOf, traversalCost } from "./sizes.ts";

type Cost = (args: readonly Value[], limit: number) => number;

/** The cost of a text of so many characters. */
function text(characters: number): number {
  return Math.ceil(characters * perCharacter);
}

const reading: Cost = ([value]) => text(sizeOf(value));
const readingTwice: Cost = ([value]) => Math.ceil(sizeOf(value) * 2 * perCharacter);
const readingBoth: Cost = ([a, b]) => text(sizeOf(a) + sizeOf(b));
const readingShorter: Cost = ([a, b]) => text(Math.min(sizeOf(a), sizeOf(b)));
const searching: Cost = ([value, part]) => text(sizeOf(value)) * text(sizeOf(part));
const traversing: Cost = ([value], limit) => traversalCost(value ?? null, limit);

/** One more than the length, so that a costly pattern costs something on an empty text, too. */
const matching: Cost = ([value, pattern]) => text(1 + sizeOf(value)) * Math.ceil(sizeOf(pattern) * perPatternCharacter);

/** A new list, and so many steps. */
function making(steps: (args: readonly Value[]) => number): Cost {
  return (args) => 1 + listCost + steps(args);
}

const makingSameSize = making(([list]) => sizeOf(list));
const flattening = making(([list, depth]) => sizeOf(list) * (typeof depth === "bigint" ? Number(depth) : 1));

/** Every item is compared with every other, or its key is; texts are read for that. */
const comparingAll = making(([list, keys = list]) => {
  const pairs = sizeOf(list) ** 2;
  const first = keys instanceof ListValue && keys.size > 0 ? keys.at(0) : null;
  const textual = typeof first === "string" || first instanceof Uint8Array;
  return 2 * pairs + (textual ? Math.floor(pairs * perCharacter) : 0);
});

const comparingSets: Cost = ([a, b]) => 1 + sizeOf(a) * sizeOf(b);
const comparingSetsTwice: Cost = ([a, b]) => 1 + 2 * sizeOf(a) * sizeOf(b);

const joining: Cost = ([list, separator = ""]) => {
  if (!(list instanceof ListValue)) return 1;
  let characters = Math.max(0, list.size - 1) * sizeOf(separator);
  for (const item of list) characters += sizeOf(item);
  return Math.ceil(characters * 2 * perCharacter);
};

/** The patterns of formats, in characters; that of URIs counts as long as those of the others together. */
const formatLengths: ReadonlyMap<string, number> = new Map([
  ["byte", 21],
  ["date", 18],
  ["datetime", 18],
  ["dns1035Label", 8],
  ["dns1035LabelPrefix", 8],
  ["dns1123Label", 8],
  ["dns1123LabelPrefix", 8],
  ["dns1123Subdomain", 15],
  ["dns1123SubdomainPrefix", 15],
  ["labelValue", 10],
  ["qualifiedName", 15],
  ["uri", 276],
  ["uuid", 18],
]);

const validating: Cost = ([format, value]) =>
  text(1 + sizeOf(value)) * (format instanceof NamedFormat ? (formatLengths.get(format.name) ?? 1) : 1);

const slicing = making(([list, start, end]) => {
  const valid = typeof start === "bigint" && typeof end === "bigint" && start >= 0n && start <= end;
  return valid && end <= BigInt(sizeOf(list)) ? Number(end - start) : 1;
});

const ranging = making(([size]) => (typeof size === "bigint" ? Math.max(0, Number(size)) : 1));

/** Asking the authorizer costs as much as a third of what an expression may cost, so that nobody asks often. */
const authorizationCost = 350_000;

const costs: readonly (readonly [cost: Cost, overloads: readonly string[]])[] = [
  [reading, [...of.edges, ...of.formatting, ...of.parsing, ...of.copying, ...of.quoting, ...of.escaping]],
  [readingTwice, [...of.replacing, ...of.splitting, ...of.canonical]],
  [readingBoth, of.joiningTexts],
  [readingShorter, [...of.equality, ...of.comparing]],
  [searching, of.searching],
  [matching, ["matches", ...of.matching, ...of.finding]],
  [traversing, [...of.locating, ...of.traversing]],
  [joining, of.joining],
  [([, list]) => sizeOf(list), of.membership],
  [makingSameSize, of.reversing],
  [flattening, of.flattening],
  [comparingAll, [...of.distinct, ...[...of.sorting.values()].flat()]],
  [slicing, of.slicing],
  [ranging, of.ranging],
  [comparingSets, of.comparingSets],
  [comparingSetsTwice, of.comparingSetsTwice],
  [validating, of.validating],
  [([, ip]) => 1 + text(sizeOf(ip)), of.readingAddress],
  [([, range]) => 3 + text(sizeOf(range)), of.readingRange],
  [() => 3, of.lookingAtRange],
  [() => authorizationCost, ["pathcheck_check", "resourcecheck_check"]],
];

/** What calls cost, by overload; those that are not here cost 1. */
export const callCosts: CallCosts = new Map(costs.flatMap(([cost, ids]) => ids.map((id) => [id, cost] as const)));
