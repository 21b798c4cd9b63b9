import type { JsonObject } from "@flux-ts/base";
import { anyOf, each, flag, listOf, mapOf, number, pattern, ref, simpleTypes, text, typeKeyword } from "./build.ts";

const self = ref("#");
const schemaArray = ref("#/definitions/schemaArray");
const size = ref("#/definitions/positiveInteger");
const sizeOrNone = ref("#/definitions/positiveIntegerDefault0");
const stringArray = ref("#/definitions/stringArray");

/** The schema of schemas of draft 4. */
export const draft4: JsonObject = {
  id: "http://json-schema.org/draft-04/schema#",
  $schema: "http://json-schema.org/draft-04/schema#",
  definitions: {
    schemaArray: listOf(self, { minItems: 1 }),
    positiveInteger: { type: "integer", minimum: 0 },
    positiveIntegerDefault0: { allOf: [size, { default: 0 }] },
    simpleTypes,
    stringArray: listOf(text, { minItems: 1, uniqueItems: true }),
  },
  type: "object",
  properties: {
    ...each("id $schema $ref title description format", text),
    ...each("maximum minimum", number),
    ...each("exclusiveMaximum exclusiveMinimum uniqueItems", flag),
    ...each("maxLength maxItems maxProperties", size),
    ...each("minLength minItems minProperties", sizeOrNone),
    ...each("additionalItems additionalProperties", anyOf({ type: "boolean" }, self)),
    ...each("definitions properties patternProperties", mapOf(self)),
    ...each("allOf anyOf oneOf", schemaArray),
    multipleOf: { type: "number", minimum: 0, exclusiveMinimum: true },
    pattern,
    items: anyOf(self, schemaArray),
    required: stringArray,
    dependencies: mapOf(anyOf(self, stringArray)),
    enum: { type: "array", minItems: 1, uniqueItems: true },
    type: typeKeyword(ref("#/definitions/simpleTypes")),
    not: self,
  },
  dependencies: { exclusiveMaximum: ["maximum"], exclusiveMinimum: ["minimum"] },
};
