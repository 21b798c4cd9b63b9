import type { JsonObject } from "@flux-ts/base";
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

const base = "https://json-schema.org/draft/2020-12";
const self: JsonObject = { $dynamicRef: "#meta" };

const vocabularies = ["core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation", "content"];

function vocabulary(name: string, properties: JsonObject, definitions: JsonObject = {}): JsonObject {
  return {
    $id: `${base}/meta/${name}`,
    $schema: `${base}/schema`,
    $vocabulary: { [`${base}/vocab/${name}`]: true },
    $dynamicAnchor: "meta",
    type: ["object", "boolean"],
    properties,
    $defs: definitions,
  };
}

const schemaArray = ref("#/$defs/schemaArray");
const size = ref("#/$defs/nonNegativeInteger");
const stringArray = ref("#/$defs/stringArray");
const uriText = ref("#/$defs/uriString");
const referenceText = ref("#/$defs/uriReferenceString");

/** The schema of schemas of draft 2020-12, and those of its vocabularies. */
export const draft2020: readonly JsonObject[] = [
  {
    $id: `${base}/schema`,
    $schema: `${base}/schema`,
    $vocabulary: Object.fromEntries(vocabularies.map((name) => [`${base}/vocab/${name}`, true])),
    $dynamicAnchor: "meta",
    allOf: vocabularies.map((name) => ref(`meta/${name}`)),
    type: ["object", "boolean"],
    properties: {
      definitions: mapOf(self),
      dependencies: mapOf(anyOf(self, ref("meta/validation#/$defs/stringArray"))),
      $recursiveAnchor: ref("meta/core#/$defs/anchorString"),
      $recursiveRef: ref("meta/core#/$defs/uriReferenceString"),
    },
  },
  vocabulary(
    "core",
    {
      $id: { ...referenceText, pattern: "^[^#]*#?$" },
      $schema: uriText,
      ...each("$ref $dynamicRef", referenceText),
      ...each("$anchor $dynamicAnchor", ref("#/$defs/anchorString")),
      $vocabulary: mapOf(flag, { propertyNames: uriText }),
      $comment: text,
      $defs: mapOf(self),
    },
    {
      anchorString: { type: "string", pattern: "^[A-Za-z_][-A-Za-z0-9._]*$" },
      uriString: uri,
      uriReferenceString: uriReference,
    },
  ),
  vocabulary(
    "applicator",
    {
      ...each("prefixItems allOf anyOf oneOf", schemaArray),
      ...each("items contains additionalProperties propertyNames if then else not", self),
      ...each("properties dependentSchemas", mapOf(self)),
      patternProperties: mapOf(self, { propertyNames: { format: "regex" } }),
    },
    { schemaArray: listOf(self, { minItems: 1 }) },
  ),
  vocabulary("unevaluated", each("unevaluatedItems unevaluatedProperties", self)),
  vocabulary(
    "validation",
    {
      type: typeKeyword(ref("#/$defs/simpleTypes")),
      const: true,
      enum: list,
      multipleOf: { type: "number", exclusiveMinimum: 0 },
      ...each("maximum exclusiveMaximum minimum exclusiveMinimum", number),
      ...each("maxLength maxItems maxContains maxProperties minContains", size),
      ...each("minLength minItems minProperties", ref("#/$defs/nonNegativeIntegerDefault0")),
      pattern,
      uniqueItems: flag,
      required: stringArray,
      dependentRequired: mapOf(stringArray),
    },
    {
      nonNegativeInteger: { type: "integer", minimum: 0 },
      nonNegativeIntegerDefault0: { ...size, default: 0 },
      simpleTypes,
      stringArray: listOf(text, { uniqueItems: true }),
    },
  ),
  vocabulary("meta-data", {
    ...each("title description", text),
    default: true,
    ...each("deprecated readOnly writeOnly", flag),
    examples: list,
  }),
  vocabulary("format-annotation", { format: text }),
  vocabulary("format-assertion", { format: text }),
  vocabulary("content", { ...each("contentMediaType contentEncoding", text), contentSchema: self }),
];
