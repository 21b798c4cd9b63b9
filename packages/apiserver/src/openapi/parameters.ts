import type { JsonArray, JsonObject } from "@flux-ts/base";

const booleans = new Set([
  "allowWatchBookmarks",
  "force",
  "ignoreStoreReadErrorWithClusterBreakingPotential",
  "orphanDependents",
  "sendInitialEvents",
  "watch",
]);
const integers = new Set(["gracePeriodSeconds", "limit", "timeoutSeconds"]);

export const listParameters: readonly string[] = [
  "allowWatchBookmarks",
  "continue",
  "fieldSelector",
  "labelSelector",
  "limit",
  "resourceVersion",
  "resourceVersionMatch",
  "sendInitialEvents",
  "shardSelector",
  "timeoutSeconds",
  "watch",
];

const writeParameters = ["dryRun", "fieldManager", "fieldValidation"];
const deleteParameters = [
  "dryRun",
  "gracePeriodSeconds",
  "ignoreStoreReadErrorWithClusterBreakingPotential",
  "orphanDependents",
  "propagationPolicy",
];
const selecting = listParameters.filter((name) => name !== "allowWatchBookmarks" && name !== "watch");

/** What may stand in the query of an operation, by its action. */
export const actionParameters: { readonly [action: string]: readonly string[] } = {
  list: listParameters,
  post: writeParameters,
  put: writeParameters,
  patch: [...writeParameters, "force"],
  delete: deleteParameters,
  deletecollection: [...deleteParameters, ...selecting].filter(isFirst).toSorted(),
};

/** Where the operations of custom resources differ. */
export const customParameters: { readonly [action: string]: readonly string[] } = {
  get: ["resourceVersion"],
  deletecollection: listParameters,
};

function isFirst(name: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(name) === index;
}

export function queryParameters(names: readonly string[]): JsonArray {
  return names.map((name) => ({ name, in: "query", schema: schemaOf(name) }));
}

/** The parts of a path in braces. */
export function pathParameters(path: string): readonly JsonObject[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return names.toSorted().map((name) => ({ name, in: "path", required: true, schema: schemaOf(name) }));
}

function schemaOf(name: string): JsonObject {
  const type = booleans.has(name) ? "boolean" : integers.has(name) ? "integer" : "string";
  return { type, uniqueItems: true };
}
