import { larger } from "./saturating.ts";
import * as formulas from "./formulas.ts";
import * as of from "./overloads.ts";
import type { CallEstimate, Estimate, Sized } from "./formulas.ts";

const estimates: readonly (readonly [estimate: Estimate, overloads: readonly string[]])[] = [
  [formulas.reading, [...of.formatting, ...of.parsing, ...of.locating, ...of.escaping]],
  [formulas.keeping, ["to_dyn"]],
  [formulas.readingSecond, of.edges],
  [formulas.copying, of.copying],
  [formulas.quoting, of.quoting],
  [formulas.replacing, of.replacing],
  [formulas.splitting, of.splitting],
  [formulas.readingTwice, of.canonical],
  [formulas.joiningTexts, of.joiningTexts],
  [formulas.joiningLists, ["add_list"]],
  [formulas.equating, of.equality],
  [formulas.comparing, of.comparing],
  [formulas.searching, of.searching],
  [formulas.matching, of.matching],
  [formulas.finding, of.finding],
  [formulas.traversing, of.traversing],
  [formulas.joining, of.joining],
  [formulas.containing, of.membership],
  [formulas.reversing, of.reversing],
  [formulas.flattening, of.flattening],
  [formulas.comparingAll, of.distinct],
  ...[...of.sorting].map(([type, overloads]) => [formulas.sorting(type), overloads] as const),
  [formulas.slicing, of.slicing],
  [formulas.ranging, of.ranging],
  [formulas.comparingSets, of.comparingSets],
  [formulas.comparingSetsTwice, of.comparingSetsTwice],
  [formulas.validating, of.validating],
  [formulas.lookingAtAddress, ["cidr_contains_ip_ip"]],
  [formulas.readingAddress, of.readingAddress],
  [formulas.lookingAtRange, of.lookingAtRange],
  [formulas.readingRange, of.readingRange],
];

const byOverload: ReadonlyMap<string, Estimate> = new Map(
  estimates.flatMap(([estimate, ids]) => ids.map((id) => [id, estimate] as const)),
);

/** Estimates a call that may mean any of some overloads. */
export function estimateCall(overloads: readonly string[], args: readonly Sized[]): CallEstimate {
  const [first = formulas.plain(args), ...others] = overloads.map((id) => (byOverload.get(id) ?? formulas.plain)(args));
  return others.reduce(
    ({ cost, size }, other) => ({
      cost: larger(cost, other.cost),
      // Where one does not say how large its value is, another one's counts.
      size: size === undefined || other.size === undefined ? (size ?? other.size) : larger(size, other.size),
    }),
    first,
  );
}
