import { isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonObjectDraft } from "@flux-ts/base";
import type { CompactDocument, CompactOperation } from "./documents.ts";

type Definitions = { readonly [name: string]: JsonObject };

/** Gives shortened references their OpenAPI v3 form back. */
export function expandDefinitions(compact: Definitions): Definitions {
  return mapValues(compact, expandSchema);
}

const schemaKeywords = new Set(["items", "additionalProperties"]);

function expandSchema(schema: JsonObject): JsonObject {
  const expanded: JsonObjectDraft = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "$ref" && typeof value === "string") expanded[key] = refer(value);
    else if (key === "allOf" && typeof value === "string") expanded[key] = [{ $ref: refer(value) }];
    else if (key === "properties") expanded[key] = mapValues(value as Definitions, expandSchema);
    else if (schemaKeywords.has(key) && isJsonObject(value)) expanded[key] = expandSchema(value);
    else expanded[key] = value;
  }
  return expanded;
}

function refer(name: string): string {
  return `#/components/schemas/${name}`;
}

function mapValues(object: Definitions, change: (schema: JsonObject) => JsonObject): Definitions {
  const result: { [name: string]: JsonObject } = {};
  for (const [key, value] of Object.entries(object)) setOwn(result, key, change(value));
  return result;
}

/**
 * The document served under `/openapi/v3`: what `kubectl explain` and clients that look for query parameters need,
 * without descriptions and response types.
 */
export function renderOpenApi(paths: CompactDocument["paths"], definitions: Definitions): JsonObject {
  const rendered: JsonObjectDraft = {};
  for (const [path, operations] of Object.entries(paths)) {
    const item: JsonObjectDraft = {};
    for (const [method, operation] of Object.entries(operations)) item[method] = renderOperation(operation);
    rendered[path] = item;
  }
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "1.36" },
    paths: rendered,
    components: { schemas: definitions },
  };
}

function renderOperation([operationId, action, group, version, kind]: CompactOperation): JsonObject {
  return {
    operationId,
    parameters: parametersOf(action),
    responses: { "200": { description: "OK" } },
    ...(action === "" ? {} : { "x-kubernetes-action": action }),
    ...(kind === undefined || group === undefined || version === undefined
      ? {}
      : { "x-kubernetes-group-version-kind": { group, version, kind } }),
  };
}

const parameters: { readonly [action: string]: readonly string[] } = {
  post: ["dryRun", "fieldManager", "fieldValidation"],
  put: ["dryRun", "fieldManager", "fieldValidation"],
  patch: ["dryRun", "fieldManager", "fieldValidation", "force"],
  delete: ["dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"],
  list: ["continue", "fieldSelector", "labelSelector", "limit", "resourceVersion", "timeoutSeconds", "watch"],
};

const types: { readonly [name: string]: string } = {
  force: "boolean",
  gracePeriodSeconds: "integer",
  limit: "integer",
  orphanDependents: "boolean",
  timeoutSeconds: "integer",
  watch: "boolean",
};

function parametersOf(action: string): JsonArray {
  const names = parameters[action] ?? [];
  return names.map((name) => ({ name, in: "query", schema: { type: types[name] ?? "string", uniqueItems: true } }));
}
