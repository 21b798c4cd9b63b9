import type { JsonObject, JsonValue } from "@flux-ts/base";
import { isJsonObject, sortKeys } from "@flux-ts/base";

/** The fields of ObjectMeta in the order of its Go type. */
const order = [
  "name",
  "generateName",
  "namespace",
  "selfLink",
  "uid",
  "resourceVersion",
  "generation",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "labels",
  "annotations",
  "ownerReferences",
  "finalizers",
  "managedFields",
];

/** Metadata as Go prints it: fields in the order of the type, maps by their keys. */
export function metadataInOrder(metadata: JsonObject): JsonObject {
  const rank = (key: string) => order.indexOf(key);
  const entries = Object.entries(metadata).toSorted(([a], [b]) => rank(a) - rank(b));
  return Object.fromEntries<JsonValue>(entries.map(([key, value]) => [key, isMap(key) ? sortKeys(value) : value]));
}

function isMap(key: string): boolean {
  return key === "labels" || key === "annotations";
}

/** A selector as Go prints it. */
export function selectorInOrder(selector: JsonObject): JsonObject {
  const { matchLabels, matchExpressions } = selector;
  return {
    ...(isJsonObject(matchLabels) && { matchLabels: sortKeys(matchLabels) }),
    ...(Array.isArray(matchExpressions) && { matchExpressions: matchExpressions.map(expressionInOrder) }),
  };
}

function expressionInOrder(expression: JsonValue): JsonValue {
  if (!isJsonObject(expression)) return expression;
  const { key = "", operator = "", values } = expression;
  return { key, operator, ...(values !== undefined && { values }) };
}
