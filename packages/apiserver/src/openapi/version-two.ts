import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import { allOptionKinds } from "./option-kinds.ts";
import { SharedParameters } from "./shared-parameters.ts";

/** OpenAPI v3 documents as one of version 2, with what many operations have in common told once. */
export function versionTwo(documents: readonly JsonObject[]): JsonObject {
  const paths: { [path: string]: JsonValue } = {};
  const definitions: { [name: string]: JsonValue } = {};
  const shared = new SharedParameters();
  for (const document of documents) {
    Object.assign(
      paths,
      mapValues(document["paths"], (item) => path(item, shared)),
    );
    Object.assign(definitions, mapValues((document["components"] as JsonObject)["schemas"], schema));
  }
  return {
    swagger: "2.0",
    info: { title: "Kubernetes", version: "1.36" },
    paths,
    definitions: allOptionKinds({ ...definitions, ...scalars }),
    parameters: shared.all(),
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

function path(item: JsonObject, shared: SharedParameters): JsonObject {
  const { parameters, ...methods } = item;
  return {
    ...mapValues(methods, (method) => operation(method, shared)),
    ...(Array.isArray(parameters) && { parameters: placed(parameters, "", shared) }),
  };
}

function operation(described: JsonObject, shared: SharedParameters): JsonObject {
  const { parameters, requestBody, responses, ...rest } = described;
  const action = (rest["x-kubernetes-action"] ?? "") as string;
  const given = Array.isArray(parameters) ? placed(parameters, action, shared) : [];
  const body = isJsonObject(requestBody) ? [shared.place(bodyParameter(requestBody), action)] : [];
  const all = [...body, ...given];
  const produces = inOrder(answerTypes(responses));
  return {
    ...rest,
    consumes: consumes(requestBody, action, produces),
    produces,
    schemes: ["https"],
    ...(all.length > 0 && { parameters: all }),
    responses: mapValues(responses, response),
  };
}

function bodyParameter(body: JsonObject): JsonObject {
  const required = body["required"] === true;
  return { name: "body", in: "body", ...(required && { required }), schema: bodySchema(body) };
}

function placed(parameters: readonly JsonValue[], action: string, shared: SharedParameters): JsonValue[] {
  return parameters.filter(isJsonObject).map(({ schema: type, ...rest }) => {
    return shared.place({ ...rest, ...(isJsonObject(type) && type) }, action);
  });
}

const json = "application/json";
const yaml = "application/yaml";
const protobuf = "application/vnd.kubernetes.protobuf";

/** The order in which the real server tells forms. */
const forms = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
  json,
  yaml,
  protobuf,
  `${json};stream=watch`,
  `${protobuf};stream=watch`,
];

function inOrder(types: readonly string[]): string[] {
  return types.toSorted((a, b) => forms.indexOf(a) - forms.indexOf(b));
}

/** What an operation takes: paths of discovery and custom resources name the forms in which they answer. */
function consumes(body: JsonValue | undefined, action: string, produces: readonly string[]): readonly string[] {
  if (isJsonObject(body)) return inOrder(Object.keys(contentOf(body)));
  const named = action === "" || (action !== "connect" && !produces.includes(protobuf));
  return named ? produces : ["*/*"];
}

function answerTypes(responses: JsonValue | undefined): readonly string[] {
  const ok = isJsonObject(responses) ? responses["200"] : undefined;
  return isJsonObject(ok) ? Object.keys(contentOf(ok)) : [];
}

function contentOf({ content }: JsonObject): JsonObject {
  return isJsonObject(content) ? content : {};
}

function response({ description = "", ...rest }: JsonObject): JsonObject {
  return rest["content"] === undefined ? { description } : { description, schema: bodySchema(rest) };
}

function bodySchema(body: JsonObject): JsonValue {
  const [first] = Object.values(contentOf(body));
  return isJsonObject(first) && isJsonObject(first["schema"]) ? schema(first["schema"]) : {};
}

/** Version 2 has neither defaults beside references nor alternatives, and its readers stumble over more than that. */
function schema(value: JsonObject): JsonObject {
  const { allOf, description } = value;
  const told = description === undefined ? {} : { description };
  const [wrapped] = Array.isArray(allOf) ? (allOf as readonly JsonValue[]) : [];
  if (isJsonObject(wrapped) && typeof wrapped["$ref"] === "string") return { ...told, ...reference(wrapped["$ref"]) };
  if (typeof value["$ref"] === "string") return { ...told, ...reference(value["$ref"]) };
  return isOpen(value) ? opened(value) : closed(value);
}

/** What may be null or hold anything is told without its form: clients of version 2 would refuse it. */
function isOpen(value: JsonObject): boolean {
  return value["nullable"] === true || value["x-kubernetes-preserve-unknown-fields"] === true;
}

function opened(value: JsonObject): JsonObject {
  const kept = Object.entries(value).filter(([name]) => name === "description" || name.startsWith("x-"));
  return Object.fromEntries(kept);
}

function closed(value: JsonObject): JsonObject {
  const { default: _default, anyOf: _any, oneOf: _one, allOf: _all, not: _not, ...rest } = value;
  const { properties, items, additionalProperties, ...own } = rest;
  return {
    ...own,
    ...(isJsonObject(properties) && { properties: mapValues(properties, schema) }),
    ...(isJsonObject(items) && { items: schema(items) }),
    ...(isJsonObject(additionalProperties) && { additionalProperties: schema(additionalProperties) }),
  };
}

function reference(target: string): JsonObject {
  return { $ref: target.replace("#/components/schemas/", "#/definitions/") };
}
