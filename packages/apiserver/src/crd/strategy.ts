import type { KubeObject } from "@flux-ts/base";
import { checkDefinition } from "@flux-ts/kube-schema";
import { withMeta } from "../registry/meta.ts";
import type { Strategy } from "../resources/strategy.ts";
import type { Definition } from "./definition.ts";

/** Holds a definition until its instances are gone. */
export const cleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

/** The rules of CustomResourceDefinitions themselves. */
export const definitionStrategy: Partial<Strategy> = {
  prepareCreate: (object) => ({ ...object, status: initialStatus(object as Definition) }),
  prepareUpdate: (next, current, { subresource }) => {
    if (subresource === "status") return { ...next, spec: current["spec"] ?? {} };
    return withStoredVersions(next as Definition);
  },
  validate: (object) => checkDefinition(object),
  validateUpdate: (object) => checkDefinition(object),
  startDeletion: (object, time) =>
    withMeta(object, {
      deletionTimestamp: time,
      finalizers: [...new Set([...(object.metadata.finalizers ?? []), cleanupFinalizer])],
    }),
};

function initialStatus({ spec }: Definition) {
  const stored = spec.versions.filter(({ storage }) => storage).map(({ name }) => name);
  return { conditions: null, acceptedNames: { plural: "", kind: "" }, storedVersions: stored };
}

/** Every version that objects were ever stored in is kept in mind. */
function withStoredVersions(definition: Definition): KubeObject {
  const { spec, status } = definition;
  const storage = spec.versions.find((version) => version.storage)?.name;
  if (status === undefined || storage === undefined || status.storedVersions.includes(storage)) return definition;
  return { ...definition, status: { ...status, storedVersions: [...status.storedVersions, storage] } };
}
