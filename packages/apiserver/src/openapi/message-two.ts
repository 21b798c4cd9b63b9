// The OpenAPI document of version 2 as a message: `openapi.v2.Document` of gnostic.
import type { JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { FieldWriter, Message } from "./message.ts";
import { anything, double, entriesOf, either, flag, inside, listOf, message, text, whole, wrapped } from "./message.ts";

export function encodeVersionTwo(document: Parameters<Message>[0]): Uint8Array {
  return documentMessage(document);
}

/** Either a whole thing, or a reference to one that stands elsewhere. */
function orReference(field: FieldWriter): FieldWriter {
  return (writer, number, value) => {
    const place = isReference(value)
      ? wrapped(
          2,
          inside(() => referenceMessage),
        )
      : field;
    place(writer, number, value);
  };
}

function isReference(value: JsonValue): boolean {
  return isJsonObject(value) && value["$ref"] !== undefined;
}

const referenceMessage = message({ $ref: [1, text], description: [2, text] }, 3);

/** One type stands as itself in JSON, several as a list. */
const type: FieldWriter = wrapped(1, (writer, number, value) => {
  (Array.isArray(value) ? listOf(text) : text)(writer, number, value);
});

const additional: FieldWriter = (writer, number, value) => {
  const place = isJsonObject(value) ? wrapped(1, schema) : wrapped(2, either);
  place(writer, number, value);
};

const schema: FieldWriter = inside(() => schemaMessage);

const schemaMessage: Message = message(
  {
    $ref: [1, text],
    format: [2, text],
    title: [3, text],
    description: [4, text],
    default: [5, anything],
    multipleOf: [6, double],
    maximum: [7, double],
    exclusiveMaximum: [8, flag],
    minimum: [9, double],
    exclusiveMinimum: [10, flag],
    maxLength: [11, whole],
    minLength: [12, whole],
    pattern: [13, text],
    maxItems: [14, whole],
    minItems: [15, whole],
    uniqueItems: [16, flag],
    maxProperties: [17, whole],
    minProperties: [18, whole],
    required: [19, listOf(text)],
    enum: [20, listOf(anything)],
    additionalProperties: [21, additional],
    type: [22, type],
    items: [23, wrapped(1, schema)],
    allOf: [24, listOf(schema)],
    properties: [25, wrapped(1, entriesOf(schema))],
  },
  31,
);

const bodyMessage = message(
  { description: [1, text], name: [2, text], in: [3, text], required: [4, flag], schema: [5, schema] },
  6,
);

const pathParameterMessage = message(
  {
    required: [1, flag],
    in: [2, text],
    description: [3, text],
    name: [4, text],
    type: [5, text],
    format: [6, text],
    uniqueItems: [19, flag],
  },
  22,
);

const queryParameterMessage = message(
  {
    required: [1, flag],
    in: [2, text],
    description: [3, text],
    name: [4, text],
    type: [6, text],
    format: [7, text],
    uniqueItems: [20, flag],
  },
  23,
);

const parameter: FieldWriter = (writer, number, value) => {
  const place = isJsonObject(value) ? value["in"] : undefined;
  const kind =
    place === "path"
      ? wrapped(
          4,
          inside(() => pathParameterMessage),
        )
      : query;
  const field =
    place === "body"
      ? wrapped(
          1,
          inside(() => bodyMessage),
        )
      : wrapped(2, kind);
  field(writer, number, value);
};
const query = wrapped(
  3,
  inside(() => queryParameterMessage),
);

const responseMessage = message({ description: [1, text], schema: [2, wrapped(1, schema)] }, 5);

const operationMessage = message(
  {
    tags: [1, listOf(text)],
    description: [3, text],
    operationId: [5, text],
    produces: [6, listOf(text)],
    consumes: [7, listOf(text)],
    parameters: [8, listOf(orReference(wrapped(1, parameter)))],
    responses: [
      9,
      wrapped(
        1,
        entriesOf(
          wrapped(
            1,
            inside(() => responseMessage),
          ),
        ),
      ),
    ],
    schemes: [10, listOf(text)],
  },
  13,
);

const operation: FieldWriter = inside(() => operationMessage);

const pathMessage = message(
  {
    get: [2, operation],
    put: [3, operation],
    post: [4, operation],
    delete: [5, operation],
    options: [6, operation],
    head: [7, operation],
    patch: [8, operation],
    parameters: [9, listOf(orReference(wrapped(1, parameter)))],
  },
  10,
);

const keyMessage = message({ type: [1, text], name: [2, text], in: [3, text], description: [4, text] }, 5);

const documentMessage: Message = message(
  {
    swagger: [1, text],
    info: [2, inside(() => message({ title: [1, text], version: [2, text] }, 7))],
    paths: [8, wrapped(2, entriesOf(inside(() => pathMessage)))],
    definitions: [9, wrapped(1, entriesOf(schema))],
    parameters: [10, wrapped(1, entriesOf(parameter))],
    security: [12, listOf(wrapped(1, entriesOf(wrapped(1, listOf(text)))))],
    securityDefinitions: [
      13,
      wrapped(
        1,
        entriesOf(
          wrapped(
            2,
            inside(() => keyMessage),
          ),
        ),
      ),
    ],
  },
  16,
);
