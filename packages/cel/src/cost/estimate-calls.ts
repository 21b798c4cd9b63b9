import { larger } from "./saturating.ts";
import * as formulas from "./formulas.ts";
import type { CallEstimate, Estimate, Sized } from "./formulas.ts";

const ordered = ["bool", "bytes", "double", "duration", "int", "string", "timestamp", "uint"];
const sortable = [
  "bool",
  "bytes",
  "double",
  "google.protobuf.Duration",
  "google.protobuf.Timestamp",
  "int",
  "string",
  "uint",
];

function both(prefix: string): readonly string[] {
  return [`${prefix}_string`, `${prefix}_bytes`];
}

const estimates: readonly (readonly [estimate: Estimate, overloads: readonly string[]])[] = [
  [
    formulas.reading,
    [
      "string_format",
      "string_to_bytes",
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
      "string_index_of_string",
      "string_index_of_string_int",
      "string_last_index_of_string",
      "string_last_index_of_string_int",
    ],
  ],
  [formulas.keeping, ["to_dyn"]],
  [formulas.readingSecond, ["starts_with_string", "ends_with_string"]],
  [
    formulas.copying,
    [
      "bytes_to_string",
      "string_lower_ascii",
      "string_upper_ascii",
      "string_substring_int",
      "string_substring_int_int",
      "string_trim",
    ],
  ],
  [formulas.quoting, ["strings_quote"]],
  [formulas.replacing, ["string_replace_string_string", "string_replace_string_string_int"]],
  [formulas.splitting, ["string_split_string", "string_split_string_int"]],
  [formulas.readingTwice, ["ip_is_canonical"]],
  [formulas.joiningTexts, both("add")],
  [formulas.joiningLists, ["add_list"]],
  [formulas.equating, ["equals"]],
  [formulas.comparing, ["not_equals", ...["less", "less_equals", "greater", "greater_equals"].flatMap(both)]],
  [formulas.searching, ["contains_string"]],
  [formulas.matching, ["matches_string"]],
  [formulas.finding, ["string_find_string", "string_find_all_string", "string_find_all_string_int"]],
  [
    formulas.traversing,
    [
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
  [formulas.joining, ["list_join", "list_join_string"]],
  [formulas.containing, ["in_list"]],
  [formulas.reversing, ["list_reverse"]],
  [formulas.flattening, ["list_flatten", "list_flatten_int"]],
  [formulas.comparingAll, ["list_distinct"]],
  ...sortable.map(
    (type) => [formulas.sorting(type), [`list_${type}_sort`, `list_${type}_sortByAssociatedKeys`]] as const,
  ),
  [formulas.slicing, ["list_slice"]],
  [formulas.ranging, ["lists_range"]],
  [formulas.comparingSets, ["list_sets_contains_list", "list_sets_intersects_list"]],
  [formulas.comparingSetsTwice, ["list_sets_equivalent_list"]],
  [formulas.validating, ["format-validate"]],
  [formulas.lookingAtAddress, ["cidr_contains_ip_ip"]],
  [formulas.readingAddress, ["cidr_contains_ip_string"]],
  [formulas.lookingAtRange, ["cidr_contains_cidr"]],
  [formulas.readingRange, ["cidr_contains_cidr_string"]],
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
