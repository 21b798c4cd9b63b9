import type { KubeObject } from "@flux-ts/base";
import { formatGroupVersion } from "@flux-ts/base";
import type { KindTypes, ManagedConflict, OwnershipFilter } from "@flux-ts/kube-schema";
import { applyManaged, FieldSet, ManagedFieldsError, reportConflicts, updateManaged } from "@flux-ts/kube-schema";
import { formatTime } from "../clock.ts";
import type { Resource, ServedResource } from "../resources/resource.ts";
import { badRequest } from "../status/errors.ts";
import { StatusError } from "../status/status.ts";

/** A write as ownership of fields sees it. */
export interface FieldWrite {
  readonly served: ServedResource;
  readonly subresource: string;
  readonly manager: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Keeps `metadata.managedFields`: which manager set which field. */
export interface FieldManager {
  /** The object as it is written by any verb but apply, with the ownership of what changed moved to the manager. */
  update(live: KubeObject | undefined, next: KubeObject, write: FieldWrite): KubeObject;
  /**
   * Merges a configuration into the live object (or makes a new one) and moves ownership. The live object itself
   * comes back when nothing changes.
   *
   * @throws StatusError `Conflict` when another manager owns a field and `force` is not set.
   */
  apply(live: KubeObject | undefined, config: KubeObject, write: FieldWrite & { readonly force: boolean }): KubeObject;
}

export const fieldManager: FieldManager = {
  update: (live, next, write) =>
    updateManaged({ live: live ?? write.served.version.type.blank, next, ...managedWrite(write) }),
  apply: (live, applied, write) => {
    const { blank } = write.served.version.type;
    const outcome = attempt(() => applyManaged({ live, applied, blank, force: write.force, ...managedWrite(write) }));
    if (!outcome.applied) throw applyConflict(outcome.conflicts);
    return outcome.object;
  },
};

function managedWrite({ served, subresource, manager, now }: FieldWrite) {
  const { resource } = served;
  return {
    manager,
    // Upstream loses the time of the scale endpoint on the way through the Scale.
    time: subresource === "scale" ? "" : formatTime(now),
    ...(subresource !== "" && { subresource }),
    types: kindTypes(resource),
    ownable: ownableThrough(resource, subresource),
  };
}

const types = new WeakMap<Resource, KindTypes>();

function kindTypes(resource: Resource): KindTypes {
  let known = types.get(resource);
  if (known === undefined) {
    const versions = [...resource.versions.values()].map(
      ({ version, type }) => [formatGroupVersion({ group: resource.group, version }), type] as const,
    );
    const byVersion = new Map(versions);
    known = {
      typeOf: (apiVersion) => byVersion.get(apiVersion)?.fields,
      convert: (object, apiVersion) => {
        const [from, to] = [byVersion.get(object.apiVersion), byVersion.get(apiVersion)];
        return from && to ? to.fromStored(from.toStored(object)) : { ...object, apiVersion };
      },
    };
    types.set(resource, known);
  }
  return known;
}

const spec = FieldSet.of([{ kind: "field", name: "spec" }]);
const status = FieldSet.of([{ kind: "field", name: "status" }]);
const metadataAndSpec = spec.union(FieldSet.of([{ kind: "field", name: "metadata" }]));
const labels = FieldSet.of([
  { kind: "field", name: "metadata" },
  { kind: "field", name: "labels" },
]);

/** What an endpoint resets nobody owns through it. */
function ownableThrough(resource: Resource, subresource: string): OwnershipFilter | undefined {
  const { strategy, definition, table } = resource;
  if (!strategy.hasStatus) return undefined;
  const fixed = strategy.fixedSpec ? spec.union(status) : status;
  if (subresource === "") return (fields) => fields.recursiveDifference(fixed);
  if (subresource !== "status") return undefined;
  if (definition !== undefined || strategy.statusKeepsMetadata) {
    return (fields) => fields.recursiveDifference(metadataAndSpec);
  }
  const reset = table === "apps/deployments" ? spec.union(labels) : spec;
  return (fields) => fields.recursiveDifference(reset);
}

function attempt<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ManagedFieldsError)) throw error;
    if (error.code === "bad-request") throw badRequest(error.message);
    throw new StatusError({ code: 500, reason: "", message: error.message });
  }
}

function applyConflict(conflicts: readonly ManagedConflict[]): StatusError {
  const { message, causes } = reportConflicts(conflicts);
  return new StatusError({ code: 409, reason: "Conflict", message, details: { causes } });
}
