import type { CallCosts } from "../interpret/step.ts";
import { ListValue } from "../values/list.ts";
import { NamedFormat } from "../values/named-format.ts";
import type { Value } from "../values/value.ts";
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

const ordered = ["bool", "bytes", "double", "duration", "int", "string", "timestamp", "uint"];
const sortable = ordered.map((type) =>
  type === "duration" ? "google.protobuf.Duration" : type === "timestamp" ? "google.protobuf.Timestamp" : type,
);

/** Asking the authorizer costs as much as a third of what an expression may cost, so that nobody asks often. */
const authorizationCost = 350_000;

const costs: readonly (readonly [cost: Cost, overloads: readonly string[]])[] = [
  [
    reading,
    [
      "starts_with_string",
      "ends_with_string",
      "string_to_bytes",
      "bytes_to_string",
      "string_format",
      "string_lower_ascii",
      "string_upper_ascii",
      "string_substring_int",
      "string_substring_int_int",
      "string_trim",
      "strings_quote",
      "string_jsonpatch_escapeKey_string",
      "string_to_url",
      "string_to_ip",
      "is_ip",
      "string_to_cidr",
      "is_cidr",
      "string_to_quantity",
      "is_quantity_string",
      "string_to_semver",
      "string_bool_to_semver",
      "is_semver_string",
      "is_semver_string_bool",
    ],
  ],
  [
    readingTwice,
    [
      "string_replace_string_string",
      "string_replace_string_string_int",
      "string_split_string",
      "string_split_string_int",
      "ip_is_canonical",
    ],
  ],
  [readingBoth, ["add_string", "add_bytes"]],
  [
    readingShorter,
    [
      "equals",
      "not_equals",
      ...["less", "less_equals", "greater", "greater_equals"].flatMap((name) => [`${name}_string`, `${name}_bytes`]),
    ],
  ],
  [searching, ["contains_string"]],
  [
    matching,
    ["matches", "matches_string", "string_find_string", "string_find_all_string", "string_find_all_string_int"],
  ],
  [
    traversing,
    [
      "string_index_of_string",
      "string_index_of_string_int",
      "string_last_index_of_string",
      "string_last_index_of_string_int",
      "list_a_index_of_int",
      "list_a_last_index_of_int",
      ...ordered.flatMap((type) => [
        `list_${type}_is_sorted_bool`,
        `list_${type}_min_${type}`,
        `list_${type}_max_${type}`,
        `list_${type}_sum_${type}`,
      ]),
    ],
  ],
  [joining, ["list_join", "list_join_string"]],
  [([, list]) => sizeOf(list), ["in_list"]],
  [makingSameSize, ["list_reverse"]],
  [flattening, ["list_flatten", "list_flatten_int"]],
  [comparingAll, ["list_distinct", ...sortable.map((type) => `list_${type}_sort`)]],
  [comparingAll, sortable.map((type) => `list_${type}_sortByAssociatedKeys`)],
  [slicing, ["list_slice"]],
  [ranging, ["lists_range"]],
  [comparingSets, ["list_sets_contains_list", "list_sets_intersects_list"]],
  [comparingSetsTwice, ["list_sets_equivalent_list"]],
  [validating, ["format-validate"]],
  [([, ip]) => 1 + text(sizeOf(ip)), ["cidr_contains_ip_string"]],
  [([, range]) => 3 + text(sizeOf(range)), ["cidr_contains_cidr_string"]],
  [() => 3, ["cidr_contains_cidr"]],
  [() => authorizationCost, ["pathcheck_check", "resourcecheck_check"]],
];

/** What calls cost, by overload; those that are not here cost 1. */
export const callCosts: CallCosts = new Map(costs.flatMap(([cost, ids]) => ids.map((id) => [id, cost] as const)));
