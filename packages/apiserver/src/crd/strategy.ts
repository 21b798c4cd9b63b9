import type { KubeObject } from "@flux-ts/base";
import { checkRules, createValidationRules } from "@flux-ts/cel";
import type { CheckOptions, FieldCause } from "@flux-ts/kube-schema";
import { checkDefinition, invalid } from "@flux-ts/kube-schema";
import { withMeta } from "../registry/meta.ts";
import type { Strategy } from "../resources/strategy.ts";
import type { Definition, DefinitionCondition } from "./definition.ts";
import { isEstablished } from "./definition.ts";

/** Holds a definition until its instances are gone. */
export const cleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

const withRules: CheckOptions = { checkRules, rules: createValidationRules };

/** The rules of CustomResourceDefinitions themselves. */
export const definitionStrategy: Partial<Strategy> = {
  prepareCreate: (object) => ({ ...object, status: initialStatus(object as Definition) }),
  prepareUpdate: (next, current, { subresource }) => {
    if (subresource === "status") return withAnyStoredVersion({ ...next, spec: current["spec"] ?? {} } as Definition);
    return withStoredVersions(next as Definition);
  },
  validate: (object) => checkDefinition(object, withRules),
  validateUpdate: (object, current, subresource) =>
    subresource === "status" ? [] : checkUpdate(object as Definition, current as Definition),
  startDeletion: (object, time) => {
    const finalizers = [...new Set([...(object.metadata.finalizers ?? []), cleanupFinalizer])];
    const marked = withMeta(object, { deletionTimestamp: time, finalizers });
    return withTerminating(marked as Definition, { ...deletionPending, lastTransitionTime: time });
  },
};

const deletionPending = {
  reason: "InstanceDeletionPending",
  message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
};

/** The definition with a condition that says how far its deletion is. */
export function withTerminating(
  definition: Definition,
  { lastTransitionTime, reason, message }: Omit<DefinitionCondition, "type" | "status">,
): Definition {
  const others = (definition.status?.conditions ?? []).filter(({ type }) => type !== "Terminating");
  const terminating = { type: "Terminating", status: "True", lastTransitionTime, reason, message } as const;
  const { acceptedNames = definition.spec.names, storedVersions = [] } = definition.status ?? {};
  return { ...definition, status: { acceptedNames, storedVersions, conditions: [...others, terminating] } };
}

/** What objects are served under stays, and with it the name of the definition. */
function checkUpdate(next: Definition, current: Definition): readonly FieldCause[] {
  const before = current.spec;
  const { spec } = next;
  const unchangeable: readonly (readonly [field: string, next: string, current: string])[] = [
    ["spec.group", spec.group, before.group],
    ["spec.names.plural", spec.names.plural, before.names.plural],
    ...(isEstablished(current)
      ? ([
          ["spec.scope", spec.scope, before.scope],
          ["spec.names.kind", spec.names.kind, before.names.kind],
        ] as const)
      : []),
  ];
  return [
    ...checkDefinition(next, withRules).filter(({ field }) => field !== "metadata.name"),
    ...checkStoredVersions(next),
    ...unchangeable
      .filter(([, value, old]) => value !== old)
      .map(([field, value]) => invalid(field, value, "field is immutable")),
  ];
}

/** There is always a version that objects are stored in. */
function withAnyStoredVersion(definition: Definition): KubeObject {
  const { status, spec } = definition;
  if (status === undefined || (status.storedVersions ?? []).length > 0) return definition;
  const storedVersions = spec.versions.filter(({ storage }) => storage).map(({ name }) => name);
  return { ...definition, status: { ...status, storedVersions } };
}

/** Versions that objects may still be stored in have to stay. */
function checkStoredVersions({ spec, status }: Definition): readonly FieldCause[] {
  const names = new Set(spec.versions.map(({ name }) => name));
  return (status?.storedVersions ?? []).flatMap((version, index) => {
    if (names.has(version)) return [];
    const why =
      `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions ` +
      `until a storage migration ensures no data remains persisted in ${version} and removes ${version} from ` +
      "status.storedVersions";
    return [invalid(`status.storedVersions[${index}]`, version, why)];
  });
}

function initialStatus({ spec }: Definition) {
  const stored = spec.versions.filter(({ storage }) => storage).map(({ name }) => name);
  return { conditions: null, acceptedNames: { plural: "", kind: "" }, storedVersions: stored };
}

/** Every version that objects were ever stored in is kept in mind. */
function withStoredVersions(definition: Definition): KubeObject {
  const { spec, status } = definition;
  const storage = spec.versions.find((version) => version.storage)?.name;
  if (status === undefined || storage === undefined) return definition;
  const stored = status.storedVersions ?? [];
  if (stored.includes(storage)) return definition;
  return { ...definition, status: { ...status, storedVersions: [...stored, storage] } };
}
