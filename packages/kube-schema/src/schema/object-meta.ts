import { getOwn, isJsonObject } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";

const text: JsonObject = { type: "string" };
const count: JsonObject = { type: "integer" };
const flag: JsonObject = { type: "boolean" };
const time: JsonObject = { type: "string", format: "date-time" };
const texts: JsonObject = { type: "object", additionalProperties: text };

const ownerReference: JsonObject = {
  type: "object",
  "x-kubernetes-map-type": "atomic",
  properties: {
    apiVersion: text,
    blockOwnerDeletion: flag,
    controller: flag,
    kind: text,
    name: text,
    uid: text,
  },
};

const managedFieldsEntry: JsonObject = {
  type: "object",
  properties: {
    apiVersion: text,
    fieldsType: text,
    fieldsV1: { type: "object" },
    manager: text,
    operation: text,
    subresource: text,
    time,
  },
};

/** What `metadata` of a custom resource is: the schema of a CRD does not say. */
export const objectMetaDefinitions: { readonly [name: string]: JsonObject } = {
  ObjectMeta: {
    type: "object",
    properties: {
      annotations: texts,
      creationTimestamp: time,
      deletionGracePeriodSeconds: count,
      deletionTimestamp: time,
      finalizers: { type: "array", items: text, "x-kubernetes-list-type": "set" },
      generateName: text,
      generation: count,
      labels: texts,
      managedFields: { type: "array", items: managedFieldsEntry, "x-kubernetes-list-type": "atomic" },
      name: text,
      namespace: text,
      ownerReferences: {
        type: "array",
        items: ownerReference,
        "x-kubernetes-list-type": "map",
        "x-kubernetes-list-map-keys": ["uid"],
      },
      resourceVersion: text,
      selfLink: text,
      uid: text,
    },
  },
};

const objectFields: JsonObject = { apiVersion: text, kind: text, metadata: { $ref: "ObjectMeta" } };

/** The schema with the fields that every object has, here and wherever an object is embedded. */
export function withObjectFields(schema: JsonObject): JsonObject {
  const completed = completeEmbedded(schema);
  return { ...completed, properties: { ...objectIn(completed["properties"]), ...objectFields } };
}

function completeEmbedded(schema: JsonObject): JsonObject {
  const draft: JsonObjectDraft = { ...schema };
  for (const keyword of ["items", "additionalProperties"]) {
    const child = getOwn(schema, keyword);
    if (isJsonObject(child)) draft[keyword] = completeObject(child);
  }
  const { properties } = schema;
  if (isJsonObject(properties)) {
    draft["properties"] = Object.fromEntries(
      Object.entries(properties).map(([name, member]) => [
        name,
        isJsonObject(member) ? completeObject(member) : member,
      ]),
    );
  }
  return draft;
}

function completeObject(schema: JsonObject): JsonObject {
  return schema["x-kubernetes-embedded-resource"] === true ? withObjectFields(schema) : completeEmbedded(schema);
}

function objectIn(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
