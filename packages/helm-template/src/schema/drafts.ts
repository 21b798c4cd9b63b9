import { getOwn } from "@flux-ts/base";
import type { JsonObject, JsonValue } from "@flux-ts/base";
import type { Dialect } from "./dialect.ts";

/** The drafts of JSON Schema, oldest first. */
export type Draft = 4 | 6 | 7 | 2019 | 2020;

export const latestDraft: Draft = 2020;

/** Where the schema of the schemas of a draft lies. */
export const metaUrls: { readonly [draft in Draft]: string } = {
  4: "http://json-schema.org/draft-04/schema",
  6: "http://json-schema.org/draft-06/schema",
  7: "http://json-schema.org/draft-07/schema",
  2019: "https://json-schema.org/draft/2019-09/schema",
  2020: "https://json-schema.org/draft/2020-12/schema",
};

/** The draft that `$schema` names; undefined when it is none of the standard ones. */
export function draftAt(url: string): Draft | undefined {
  const wanted = url.replace(/^https?:/, "").replace(/#$/, "");
  if (wanted === "//json-schema.org/schema") return latestDraft;
  const found = Object.entries(metaUrls).find(([, known]) => known.replace(/^https?:/, "") === wanted);
  return found === undefined ? undefined : (Number(found[0]) as Draft);
}

/** The keywords that not all drafts have, with the first and the last draft that has them. */
const spanned: readonly (readonly [keywords: string, first: Draft, last: Draft])[] = [
  ["id", 4, 4],
  ["$id const contains propertyNames", 6, 2020],
  ["if then else", 7, 2020],
  ["additionalItems", 4, 2019],
  ["$anchor $defs $recursiveRef $recursiveAnchor", 2019, 2020],
  ["dependentRequired dependentSchemas unevaluatedItems unevaluatedProperties minContains maxContains", 2019, 2020],
  ["prefixItems $dynamicRef $dynamicAnchor", 2020, 2020],
];

const spans = new Map(
  spanned.flatMap(([keywords, first, last]) => keywords.split(" ").map((keyword) => [keyword, { first, last }])),
);

/** The keywords of the vocabularies that a dialect may leave out. */
const vocabularies: { readonly [name: string]: string } = {
  applicator:
    "prefixItems items additionalItems contains additionalProperties properties patternProperties dependentSchemas " +
    "propertyNames if then else allOf anyOf oneOf not",
  unevaluated: "unevaluatedItems unevaluatedProperties",
  validation:
    "type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems " +
    "minItems uniqueItems maxContains minContains maxProperties minProperties required dependentRequired",
};

const vocabularyOf = new Map(
  Object.entries(vocabularies).flatMap(([name, keywords]) => keywords.split(" ").map((keyword) => [keyword, name])),
);

/** What a keyword says in a dialect; undefined when the schema does not have it, or the dialect does not know it. */
export function keywordOf(schema: JsonObject, keyword: string, dialect: Dialect): JsonValue | undefined {
  const value = getOwn(schema, keyword);
  return value === undefined || !knows(dialect, keyword) ? undefined : value;
}

function knows({ draft, vocabularies: chosen }: Dialect, keyword: string): boolean {
  const { first, last } = spans.get(keyword) ?? { first: 4, last: 2020 };
  if (draft < first || draft > last) return false;
  if (chosen === undefined) return true;
  const name = vocabularyOf.get(keyword);
  // In draft 2019-09 applicators are one vocabulary.
  return name === undefined || chosen.has(name === "unevaluated" && draft === 2019 ? "applicator" : name);
}

/** How subschemas lie under a keyword: one, a list, or a map of them. */
type Shape = "one" | "list" | "map";

/** Keywords that hold subschemas against values. */
const applied = shapesOf({
  map: "properties patternProperties dependentSchemas dependencies",
  list: "items prefixItems allOf anyOf oneOf",
  one:
    "additionalProperties propertyNames items additionalItems contains unevaluatedItems unevaluatedProperties " +
    "not if then else",
});

/** Keywords under which schemas are there for references only. */
const held = shapesOf({ map: "definitions $defs", list: "", one: "" });

type ShapeTable = ReadonlyMap<string, readonly Shape[]>;

function shapesOf(keywords: { readonly [shape in Shape]: string }): ShapeTable {
  const table = new Map<string, Shape[]>();
  for (const shape of ["map", "list", "one"] as const) {
    for (const keyword of keywords[shape].split(" ")) table.set(keyword, [...(table.get(keyword) ?? []), shape]);
  }
  return table;
}

/** A subschema with the tokens of the pointer that leads to it. */
export type Placed = readonly [tokens: readonly string[], schema: JsonValue];

/** The subschemas that are held against values. */
export function appliedSchemas(schema: JsonObject, dialect: Dialect): readonly Placed[] {
  const hasCondition = keywordOf(schema, "if", dialect) !== undefined;
  const isPointless = (keyword: string): boolean => {
    if (keyword === "then" || keyword === "else") return !hasCondition;
    return keyword === "additionalItems" && !Array.isArray(getOwn(schema, "items"));
  };
  return Object.keys(schema).flatMap((keyword) => {
    const shapes = applied.get(keyword);
    return shapes === undefined || isPointless(keyword)
      ? []
      : placed(keyword, shapes, keywordOf(schema, keyword, dialect));
  });
}

/** Every subschema. */
export function allSchemas(schema: JsonObject, dialect: Dialect): readonly Placed[] {
  return Object.keys(schema).flatMap((keyword) => {
    const shapes = applied.get(keyword) ?? held.get(keyword);
    return shapes === undefined ? [] : placed(keyword, shapes, keywordOf(schema, keyword, dialect));
  });
}

// oxlint-disable-next-line max-params -- a keyword and what is under it
function placed(keyword: string, shapes: readonly Shape[], value: JsonValue | undefined): readonly Placed[] {
  if (typeof value === "boolean") return [[[keyword], value]];
  if (typeof value !== "object" || value === null) return [];
  const isList = Array.isArray(value);
  if (!isList && shapes.includes("one")) return [[[keyword], value]];
  if (!shapes.includes(isList ? "list" : "map")) return [];
  return Object.entries(value)
    .filter(([, inner]) => !Array.isArray(inner))
    .map(([key, inner]) => [[keyword, key], inner]);
}
