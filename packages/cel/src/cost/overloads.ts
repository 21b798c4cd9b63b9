// Overloads that cost alike, by cel-go's names; what they cost is in `calls.ts` and, at most, in `estimate-calls.ts`.

function both(...prefixes: readonly string[]): readonly string[] {
  return prefixes.flatMap((prefix) => [`${prefix}_string`, `${prefix}_bytes`]);
}

/** A text is read to find out what it says. */
export const parsing: readonly string[] = [
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
];

export const formatting: readonly string[] = ["string_format", "string_to_bytes"];

/** A text is copied, as a whole or in part. */
export const copying: readonly string[] = [
  "bytes_to_string",
  "string_lower_ascii",
  "string_upper_ascii",
  "string_substring_int",
  "string_substring_int_int",
  "string_trim",
];

export const quoting: readonly string[] = ["strings_quote"];
export const escaping: readonly string[] = ["string_jsonpatch_escapeKey_string"];
export const edges: readonly string[] = ["starts_with_string", "ends_with_string"];
export const replacing: readonly string[] = ["string_replace_string_string", "string_replace_string_string_int"];
export const splitting: readonly string[] = ["string_split_string", "string_split_string_int"];
export const canonical: readonly string[] = ["ip_is_canonical"];
export const joiningTexts: readonly string[] = both("add");
export const equality: readonly string[] = ["equals"];
export const comparing: readonly string[] = ["not_equals", ...both("less", "less_equals", "greater", "greater_equals")];
export const searching: readonly string[] = ["contains_string"];
export const matching: readonly string[] = ["matches_string"];
export const finding: readonly string[] = [
  "string_find_string",
  "string_find_all_string",
  "string_find_all_string_int",
];

/** A part of a text is looked for. */
export const locating: readonly string[] = [
  "string_index_of_string",
  "string_index_of_string_int",
  "string_last_index_of_string",
  "string_last_index_of_string_int",
];

const ordered = ["bool", "bytes", "double", "duration", "int", "string", "timestamp", "uint"];

/** Every item of a list is looked at. */
export const traversing: readonly string[] = [
  "list_a_index_of_int",
  "list_a_last_index_of_int",
  ...ordered.flatMap((type) => [
    `list_${type}_is_sorted_bool`,
    `list_${type}_min_${type}`,
    `list_${type}_max_${type}`,
    `list_${type}_sum_${type}`,
  ]),
];

const fullNames: ReadonlyMap<string, string> = new Map([
  ["duration", "google.protobuf.Duration"],
  ["timestamp", "google.protobuf.Timestamp"],
]);

/** Lists are sorted, by their items or by keys: by the type of what is compared. */
export const sorting: ReadonlyMap<string, readonly string[]> = new Map(
  ordered
    .map((type) => fullNames.get(type) ?? type)
    .map((type) => [type, [`list_${type}_sort`, `list_${type}_sortByAssociatedKeys`]]),
);

export const joining: readonly string[] = ["list_join", "list_join_string"];
export const membership: readonly string[] = ["in_list"];
export const reversing: readonly string[] = ["list_reverse"];
export const flattening: readonly string[] = ["list_flatten", "list_flatten_int"];
export const distinct: readonly string[] = ["list_distinct"];
export const slicing: readonly string[] = ["list_slice"];
export const ranging: readonly string[] = ["lists_range"];
export const comparingSets: readonly string[] = ["list_sets_contains_list", "list_sets_intersects_list"];
export const comparingSetsTwice: readonly string[] = ["list_sets_equivalent_list"];
export const validating: readonly string[] = ["format-validate"];
export const readingAddress: readonly string[] = ["cidr_contains_ip_string"];
export const readingRange: readonly string[] = ["cidr_contains_cidr_string"];
export const lookingAtRange: readonly string[] = ["cidr_contains_cidr"];
