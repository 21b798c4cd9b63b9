import { formatType } from "../check/types.ts";
import type { CelType } from "../check/types.ts";
import type { Expr } from "../parse/ast.ts";
import { bound, larger, product, scale, smaller, sum, unbounded } from "./saturating.ts";
import { listCost, perCharacter, perPatternCharacter, sizeOf } from "./sizes.ts";

/** What is known of an argument before it is evaluated. */
export interface Sized {
  readonly expr: Expr;
  readonly type: CelType;
  /** Undefined when nothing is known. */
  readonly size: bigint | undefined;
  /** The size of the largest item of a list; undefined when each is one. */
  readonly item: bigint | undefined;
}

/** What a call costs at most, and the size of what it gives where that is known. */
export interface CallEstimate {
  readonly cost: bigint;
  readonly size?: bigint | undefined;
}

export type Estimate = (args: readonly Sized[]) => CallEstimate;

function most(arg: Sized | undefined): bigint {
  return arg?.size ?? unbounded;
}

/** The value of a literal. */
function literal(arg: Sized | undefined): unknown {
  return arg?.expr.kind === "literal" ? arg.expr.value : undefined;
}

function number(arg: Sized | undefined): bigint | undefined {
  const value = literal(arg);
  return typeof value === "bigint" ? value : undefined;
}

export const reading: Estimate = ([value]) => ({ cost: scale(most(value), perCharacter) });
export const readingSecond: Estimate = ([, part]) => ({ cost: scale(most(part), perCharacter) });
export const readingTwice: Estimate = ([value]) => ({ cost: scale(most(value), 2 * perCharacter) });

/** What is given back as it is. */
export const keeping: Estimate = ([value]) => ({ cost: 1n, size: value?.size });

/** What is read, and given back with at most the same size. */
export const copying: Estimate = ([value]) => ({ cost: scale(most(value), perCharacter), size: value?.size });

/** Every character may become two, with quotes around. cel-go's sum overflows when the size is not known. */
export const quoting: Estimate = ([value]) => ({
  cost: scale(most(value), perCharacter),
  size: value?.size === undefined ? 0n : bound(2n * value.size + 2n),
});

export const splitting: Estimate = ([value, , limit]) => {
  const parts = number(limit);
  return { cost: scale(most(value), 2 * perCharacter), size: parts !== undefined && parts >= 0n ? parts : most(value) };
};

/** Every place where the part can be found becomes the other one. A part of unknown size may be found everywhere. */
export const replacing: Estimate = ([value, part, other]) => {
  const text = literal(part);
  const length = BigInt(typeof text === "string" ? sizeOf(text) : 0);
  const size = most(value);
  const found = length === 0n ? size + 1n : size / length;
  const added = most(other) - length;
  return {
    cost: scale(size, 2 * perCharacter),
    size: added > 0n ? bound(size + found * added) : size,
  };
};

export const joiningTexts: Estimate = ([a, b]) => {
  const size = sum(most(a), most(b));
  return { cost: scale(size, perCharacter), size };
};

export const joiningLists: Estimate = ([a, b]) => ({ cost: 1n, size: sum(most(a), most(b)) });

/** The shorter of two is read. */
export const comparing: Estimate = ([a, b]) => ({ cost: scale(smaller(most(a), most(b)), perCharacter) });

export const plain: Estimate = () => ({ cost: 1n });

/** Values of these types are compared at once, formats by their names. */
const equalities: ReadonlyMap<string, CallEstimate> = new Map([
  ...["kubernetes.Quantity", "kubernetes.Semver", "net.CIDR", "net.IP"].map((type) => [type, { cost: 1n }] as const),
  ["kubernetes.NamedFormat", { cost: 7n }],
]);

export const equating: Estimate = (args) =>
  equalities.get(formatType(args[0]?.type ?? { kind: "dyn" })) ?? comparing(args);

export const searching: Estimate = ([value, part]) => ({
  cost: product(scale(most(value), perCharacter), scale(most(part), perCharacter)),
});

export const matching: Estimate = ([value, pattern]) => ({
  cost: product(scale(sum(most(value), 1n), perCharacter), scale(most(pattern), perPatternCharacter)),
});

export const finding: Estimate = (args) => ({ ...matching(args), size: args[0]?.size });

export const containing: Estimate = ([, list]) => ({ cost: most(list) });

/** Every item is read. What may be something else than a list counts as a text. */
export const traversing: Estimate = ([list]) => {
  if (list?.type.kind !== "list") return { cost: scale(most(list), perCharacter) };
  const item = list.item === undefined ? 1n : sum(1n, scale(list.item, perCharacter));
  return { cost: product(most(list), item) };
};

/** All items are copied, with what is between them. */
export const joining: Estimate = ([list, separator]) => {
  const count = most(list);
  const items = list?.type.kind === "list" ? product(count, list.item ?? 1n) : 0n;
  const between = separator === undefined || count === 0n ? 0n : product(count - 1n, most(separator));
  const size = sum(items, between);
  return { cost: scale(size, perCharacter), size };
};

/** A new list is made with so many items. */
function making(size: bigint): CallEstimate {
  return { cost: sum(1n, BigInt(listCost), size), size };
}

const unknownSteps: CallEstimate = { cost: unbounded };

export const reversing: Estimate = ([list]) => making(most(list));

export const flattening: Estimate = ([list, depth]) => {
  const levels = depth === undefined ? 1n : number(depth);
  if (levels === undefined) return unknownSteps;
  return making(product(most(list), levels));
};

export const slicing: Estimate = ([, start, end]) => {
  const from = number(start) ?? 0n;
  const to = number(end);
  if (to === undefined || to < from) return unknownSteps;
  return making(to - larger(from, 0n));
};

export const ranging: Estimate = ([size]) => {
  const known = number(size);
  return known === undefined ? unknownSteps : making(larger(known, 0n));
};

/** Every item is compared with every other. cel-go takes the number of comparisons for the size, too. */
export const comparingAll: Estimate = ([list]) => {
  const pairs = product(most(list), most(list));
  return { cost: sum(1n, BigInt(listCost), product(2n, pairs)), size: pairs };
};

export const sorting =
  (type: string): Estimate =>
  ([list, keys]) => {
    const pairs = product(most(list), most(keys ?? list));
    const { cost, size } = comparingAll([list as Sized]);
    return { cost: type === "string" || type === "bytes" ? sum(cost, scale(pairs, perCharacter)) : cost, size };
  };

export const comparingSets: Estimate = ([a, b]) => ({ cost: sum(1n, product(most(a), most(b))) });
export const comparingSetsTwice: Estimate = ([a, b]) => ({ cost: sum(1n, product(2n, product(most(a), most(b)))) });

/** What the longest pattern of a format counts for. */
const formatCost = 32n;

export const validating: Estimate = ([, value]) => ({ cost: product(scale(most(value), perCharacter), formatCost) });

/** An address has at most 39 characters, a range 43: looking at them is counted like reading, thrice for a range. */
export const lookingAtAddress: Estimate = () => ({ cost: 4n });
export const lookingAtRange: Estimate = () => ({ cost: 7n });
export const readingAddress: Estimate = ([, text]) => ({ cost: sum(4n, scale(most(text), perCharacter)) });
export const readingRange: Estimate = ([, text]) => ({ cost: sum(7n, scale(most(text), perCharacter)) });
