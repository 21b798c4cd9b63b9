// An OpenAPI document of version 3 as a message: `openapi.v3.Document` of gnostic.
import type { JsonObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { MessageWriter } from "../protobuf/wire.ts";
import type { FieldWriter, Message } from "./message.ts";
import { anything, double, entriesOf, either, flag, inside, listOf, message, text, whole, wrapped } from "./message.ts";

export function encodeVersionThree(document: JsonObject): Uint8Array {
  return documentMessage(document);
}

const referenceMessage = message({ $ref: [1, text], summary: [2, text], description: [3, text] }, 4);

/** Either a whole thing, or a reference to one that stands elsewhere. */
function orReference(thing: FieldWriter): FieldWriter {
  const whole = wrapped(1, thing);
  const reference = wrapped(
    2,
    inside(() => referenceMessage),
  );
  return (writer, number, value) => {
    const place = isJsonObject(value) && value["$ref"] !== undefined ? reference : whole;
    place(writer, number, value);
  };
}

const schema: FieldWriter = orReference(inside(() => schemaMessage));

const additional: FieldWriter = (writer, number, value) => {
  const place = isJsonObject(value) ? wrapped(1, schema) : wrapped(2, either);
  place(writer, number, value);
};

/** Only defaults that are no lists and no maps have a place in the message; empty ones, too, are given. */
const scalar: FieldWriter = (writer, number, value) => {
  const inner = new MessageWriter();
  if (typeof value === "number") inner.double(1, value);
  if (typeof value === "boolean") inner.integer(2, BigInt(value));
  if (typeof value === "string") inner.text(3, value);
  writer.bytes(number, inner.finish());
};

const schemaMessage: Message = message(
  {
    nullable: [1, flag],
    title: [9, text],
    multipleOf: [10, double],
    maximum: [11, double],
    exclusiveMaximum: [12, flag],
    minimum: [13, double],
    exclusiveMinimum: [14, flag],
    maxLength: [15, whole],
    minLength: [16, whole],
    pattern: [17, text],
    maxItems: [18, whole],
    minItems: [19, whole],
    uniqueItems: [20, flag],
    maxProperties: [21, whole],
    minProperties: [22, whole],
    required: [23, listOf(text)],
    enum: [24, listOf(anything)],
    type: [25, text],
    allOf: [26, listOf(schema)],
    oneOf: [27, listOf(schema)],
    anyOf: [28, listOf(schema)],
    not: [29, inside(() => schemaMessage)],
    items: [30, wrapped(1, schema)],
    properties: [31, wrapped(1, entriesOf(schema))],
    additionalProperties: [32, additional],
    default: [33, scalar],
    description: [34, text],
    format: [35, text],
  },
  36,
);

const media: FieldWriter = wrapped(1, entriesOf(inside(() => message({ schema: [1, schema] }, 5))));

const parameterMessage = message(
  { name: [1, text], in: [2, text], description: [3, text], required: [4, flag], schema: [10, schema] },
  14,
);

const parameters: FieldWriter = listOf(orReference(inside(() => parameterMessage)));

const bodyMessage = message({ description: [1, text], content: [2, media], required: [3, flag] }, 4);
const responseMessage = message({ description: [1, text], content: [3, media] }, 5);

const operationMessage = message(
  {
    tags: [1, listOf(text)],
    description: [3, text],
    operationId: [5, text],
    parameters: [6, parameters],
    requestBody: [7, orReference(inside(() => bodyMessage))],
    responses: [8, wrapped(2, entriesOf(orReference(inside(() => responseMessage))))],
  },
  13,
);

const operation: FieldWriter = inside(() => operationMessage);

const pathMessage = message(
  {
    get: [4, operation],
    put: [5, operation],
    post: [6, operation],
    delete: [7, operation],
    options: [8, operation],
    head: [9, operation],
    patch: [10, operation],
    parameters: [13, parameters],
  },
  14,
);

const keyMessage = message({ type: [1, text], description: [2, text], name: [3, text], in: [4, text] }, 9);

const componentsMessage = message(
  {
    schemas: [1, wrapped(1, entriesOf(schema))],
    securitySchemes: [7, wrapped(1, entriesOf(orReference(inside(() => keyMessage))))],
  },
  10,
);

const documentMessage: Message = message(
  {
    openapi: [1, text],
    info: [2, inside(() => message({ title: [1, text], version: [6, text] }, 7))],
    paths: [4, wrapped(1, entriesOf(inside(() => pathMessage)))],
    components: [5, inside(() => componentsMessage)],
  },
  9,
);
