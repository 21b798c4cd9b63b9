import type { JsonObject, JsonValue } from "@flux-ts/base";

/**
 * Documents of version 2 tell parameters that many operations have in one place. Their names end in a hash of what the
 * real server says of each; its documents were read for these.
 */
const shared: { readonly [name: string]: string } = {
  allowWatchBookmarks: "HC2hJt-J",
  continue: "QfD61s0i",
  fieldSelector: "xIcQKXFG",
  force: "tOGGb0Yi",
  gracePeriodSeconds: "-K5HaBOS",
  ignoreStoreReadErrorWithClusterBreakingPotential: "QbNkfIqj",
  labelSelector: "5Zw57w4C",
  limit: "1NfNmdNH",
  namespace: "vgWSWtn3",
  orphanDependents: "uRB25kX5",
  pretty: "tJGM1-ng",
  propagationPolicy: "6jk3prlO",
  resourceVersion: "5WAnf1kx",
  resourceVersionMatch: "t8XhRHeC",
  sendInitialEvents: "rLXlEK_k",
  shardSelector: "Kgyki_3_",
  timeoutSeconds: "yvYezaOC",
  watch: "XNNPZGbK",
};

/** Those whose meaning depends on what is done. */
const byAction: { readonly [action: string]: { readonly [name: string]: string } } = {
  post: { fieldManager: "Qy4HdaTW" },
  put: { fieldManager: "Qy4HdaTW" },
  patch: { body: "78PwaGsr", fieldManager: "7c6nTn1T" },
  delete: { body: "2Y1dVQaQ" },
  deletecollection: { body: "2Y1dVQaQ" },
};

/** Collects the parameters that stand in one place, while operations refer to them. */
export class SharedParameters {
  readonly #told = new Map<string, JsonObject>();

  /** A reference to the parameter when it is among those, else the parameter. */
  place(parameter: JsonObject, action: string): JsonValue {
    const name = parameter["name"] as string;
    const hash = byAction[action]?.[name] ?? shared[name];
    if (hash === undefined) return parameter;
    const key = `${name}-${hash}`;
    if (!this.#told.has(key)) this.#told.set(key, parameter);
    return { $ref: `#/parameters/${key}` };
  }

  all(): JsonObject {
    return Object.fromEntries([...this.#told].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}
