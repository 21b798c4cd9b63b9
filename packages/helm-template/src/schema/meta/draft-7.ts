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

const self = ref("#");
const schemaArray = ref("#/definitions/schemaArray");
const size = ref("#/definitions/nonNegativeInteger");
const sizeOrNone = ref("#/definitions/nonNegativeIntegerDefault0");
const stringArray = ref("#/definitions/stringArray");

function draft(url: string, properties: JsonObject): JsonObject {
  return {
    $id: url,
    $schema: url,
    definitions: {
      schemaArray: listOf(self, { minItems: 1 }),
      nonNegativeInteger: { type: "integer", minimum: 0 },
      nonNegativeIntegerDefault0: { allOf: [size, { default: 0 }] },
      simpleTypes,
      stringArray: listOf(text, { uniqueItems: true }),
    },
    type: ["object", "boolean"],
    properties: { ...common, ...properties },
  };
}

/** The properties that drafts 6 and 7 have alike. */
const common: JsonObject = {
  ...each("$id $ref", uriReference),
  $schema: uri,
  ...each("title description format", text),
  ...each("maximum minimum exclusiveMaximum exclusiveMinimum", number),
  multipleOf: { type: "number", exclusiveMinimum: 0 },
  ...each("maxLength maxItems maxProperties", size),
  ...each("minLength minItems minProperties", sizeOrNone),
  ...each("additionalItems contains additionalProperties propertyNames not", self),
  ...each("definitions properties patternProperties", mapOf(self)),
  ...each("allOf anyOf oneOf", schemaArray),
  pattern,
  items: anyOf(self, schemaArray),
  uniqueItems: flag,
  required: stringArray,
  dependencies: mapOf(anyOf(self, stringArray)),
  enum: listOf(true, { minItems: 1, uniqueItems: true }),
  type: typeKeyword(ref("#/definitions/simpleTypes")),
};

/** The schema of schemas of draft 6. */
export const draft6: JsonObject = draft("http://json-schema.org/draft-06/schema#", {});

/** The schema of schemas of draft 7. */
export const draft7: JsonObject = draft("http://json-schema.org/draft-07/schema#", {
  ...each("$comment contentMediaType contentEncoding", text),
  ...each("readOnly writeOnly", flag),
  patternProperties: mapOf(self, { propertyNames: { format: "regex" } }),
  examples: list,
  ...each("if then else", self),
});
