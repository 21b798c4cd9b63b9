import type { JsonObject, JsonValue } from "@flux-ts/base";
import {
  anyOf,
  each,
  flag,
  list,
  listOf,
  mapOf,
  number,
  pattern,
  ref,
  simpleTypes,
  text,
  typeKeyword,
  uri,
  uriReference,
} from "./build.ts";

const base = "https://json-schema.org/draft/2019-09";
const self: JsonObject = { $recursiveRef: "#" };

const vocabularies = ["core", "applicator", "validation", "meta-data", "format", "content"];

function vocabulary(name: string, properties: JsonObject, definitions: JsonObject = {}): JsonObject {
  return {
    $id: `${base}/meta/${name}`,
    $schema: `${base}/schema`,
    $vocabulary: { [`${base}/vocab/${name}`]: true },
    $recursiveAnchor: true,
    type: ["object", "boolean"],
    properties,
    $defs: definitions,
  };
}

const schemaArray = ref("#/$defs/schemaArray");
const size = ref("#/$defs/nonNegativeInteger");
const stringArray = ref("#/$defs/stringArray");
const stringList: JsonValue = listOf(text, { uniqueItems: true });

/** The schema of schemas of draft 2019-09, and those of its vocabularies. */
export const draft2019: readonly JsonObject[] = [
  {
    $id: `${base}/schema`,
    $schema: `${base}/schema`,
    $vocabulary: Object.fromEntries(vocabularies.map((name) => [`${base}/vocab/${name}`, name !== "format"])),
    $recursiveAnchor: true,
    allOf: vocabularies.map((name) => ref(`meta/${name}`)),
    type: ["object", "boolean"],
    properties: {
      definitions: mapOf(self),
      dependencies: mapOf(anyOf(self, ref("meta/validation#/$defs/stringArray"))),
    },
  },
  vocabulary("core", {
    $id: { ...uriReference, pattern: "^[^#]*#?$" },
    $schema: uri,
    $anchor: { type: "string", pattern: "^[A-Za-z][-A-Za-z0-9.:_]*$" },
    ...each("$ref $recursiveRef", uriReference),
    $recursiveAnchor: flag,
    $vocabulary: mapOf(flag, { propertyNames: uri }),
    $comment: text,
    $defs: mapOf(self),
  }),
  vocabulary(
    "applicator",
    {
      ...each("additionalItems unevaluatedItems contains additionalProperties unevaluatedProperties", self),
      ...each("propertyNames if then else not", self),
      items: anyOf(self, schemaArray),
      ...each("properties dependentSchemas", mapOf(self)),
      patternProperties: mapOf(self, { propertyNames: { format: "regex" } }),
      ...each("allOf anyOf oneOf", schemaArray),
    },
    { schemaArray: listOf(self, { minItems: 1 }) },
  ),
  vocabulary(
    "validation",
    {
      multipleOf: { type: "number", exclusiveMinimum: 0 },
      ...each("maximum exclusiveMaximum minimum exclusiveMinimum", number),
      ...each("maxLength maxItems maxContains maxProperties minContains", size),
      ...each("minLength minItems minProperties", ref("#/$defs/nonNegativeIntegerDefault0")),
      pattern,
      uniqueItems: flag,
      required: stringArray,
      dependentRequired: mapOf(stringArray),
      const: true,
      enum: list,
      type: typeKeyword(ref("#/$defs/simpleTypes")),
    },
    {
      nonNegativeInteger: { type: "integer", minimum: 0 },
      nonNegativeIntegerDefault0: { ...size, default: 0 },
      simpleTypes,
      stringArray: stringList,
    },
  ),
  vocabulary("meta-data", {
    ...each("title description", text),
    default: true,
    ...each("deprecated readOnly writeOnly", flag),
    examples: list,
  }),
  vocabulary("format", { format: text }),
  vocabulary("content", { ...each("contentMediaType contentEncoding", text), contentSchema: self }),
];
