import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";

/** OpenAPI v3 documents as one of version 2: schemas and which operations there are. */
export function versionTwo(documents: readonly JsonObject[]): JsonObject {
  const paths: { [path: string]: JsonValue } = {};
  const definitions: { [name: string]: JsonValue } = {};
  for (const document of documents) {
    Object.assign(paths, mapValues(document["paths"], path));
    Object.assign(definitions, mapValues((document["components"] as JsonObject)["schemas"], schema));
  }
  return {
    swagger: "2.0",
    info: { title: "Kubernetes", version: "v1.36.3" },
    paths,
    definitions: { ...definitions, ...scalars },
    securityDefinitions: { BearerToken: { type: "apiKey", name: "authorization", in: "header" } },
    security: [{ BearerToken: [] }],
  };
}

/** Texts that stand for something else: version 3 says it by several types. */
const scalars: JsonObject = {
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { type: "string" },
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { type: "string", format: "int-or-string" },
};

function mapValues(object: JsonValue | undefined, change: (value: JsonObject) => JsonValue): JsonObject {
  if (!isJsonObject(object)) return {};
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, isJsonObject(value) ? change(value) : value]),
  );
}

function path(item: JsonObject): JsonObject {
  const { parameters, ...methods } = item;
  return {
    ...mapValues(methods, operation),
    ...(Array.isArray(parameters) && { parameters: parameters.map(parameter) }),
  };
}

function operation({ parameters, requestBody, responses, ...rest }: JsonObject): JsonObject {
  const given = Array.isArray(parameters) ? parameters.map(parameter) : [];
  const body =
    requestBody === undefined ? [] : [{ name: "body", in: "body", required: true, schema: bodySchema(requestBody) }];
  return { ...rest, schemes: ["https"], parameters: [...body, ...given], responses: mapValues(responses, response) };
}

function parameter(value: JsonValue): JsonValue {
  if (!isJsonObject(value)) return value;
  const { schema: type, ...rest } = value;
  return { ...rest, ...(isJsonObject(type) && type) };
}

function response({ description = "", ...rest }: JsonObject): JsonObject {
  return rest["content"] === undefined ? { description } : { description, schema: bodySchema(rest) };
}

function bodySchema(body: JsonValue): JsonValue {
  const types = isJsonObject(body) && isJsonObject(body["content"]) ? Object.values(body["content"]) : [];
  const [first] = types;
  return isJsonObject(first) && isJsonObject(first["schema"]) ? schema(first["schema"]) : {};
}

/** Version 2 has neither defaults beside references nor alternatives. */
function schema(value: JsonObject): JsonObject {
  const [wrapped] = Array.isArray(value["allOf"]) ? (value["allOf"] as readonly JsonValue[]) : [];
  if (isJsonObject(wrapped) && typeof wrapped["$ref"] === "string") return reference(wrapped["$ref"]);
  if (typeof value["$ref"] === "string") return reference(value["$ref"]);
  const { default: _default, anyOf: _anyOf, oneOf: _oneOf, properties, items, additionalProperties, ...rest } = value;
  return {
    ...rest,
    ...(isJsonObject(properties) && { properties: mapValues(properties, schema) }),
    ...(isJsonObject(items) && { items: schema(items) }),
    ...(isJsonObject(additionalProperties) && { additionalProperties: schema(additionalProperties) }),
  };
}

function reference(target: string): JsonObject {
  return { $ref: target.replace("#/components/schemas/", "#/definitions/") };
}
