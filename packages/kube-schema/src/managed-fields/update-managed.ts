import { equalJson } from "@flux-ts/base";
import type { JsonValue, KubeObject, ManagedFieldsEntry } from "@flux-ts/base";
import { validateTyped } from "../typed/validate.ts";
import { decodeEntries, isReset, noOwners } from "./entries.ts";
import type { Ownership } from "./entries.ts";
import { ManagedFieldsError } from "./errors.ts";
import { createConverter } from "./kind-types.ts";
import { withoutOwners, withOwners, zeroWithNulls } from "./managed-write.ts";
import type { ManagedWrite } from "./managed-write.ts";
import { trackUpdate } from "./ownership.ts";

export interface ManagedUpdate extends ManagedWrite {
  /** The object to be stored, of a create, update or patch. Its `managedFields` are taken when it has valid ones. */
  readonly next: KubeObject;
}

/**
 * The object to store for a write that is no apply: `next` with the owners of the live object brought up to date.
 * Never fails: where the schema does not know the object, owners stay as they are.
 */
export function updateManaged(request: ManagedUpdate): KubeObject {
  const { live, next, types } = request;
  const ownership = ownersBefore(request);
  // Owners that were forgotten come back with the next apply, and only then.
  if (ownership.managers.size === 0 && live?.metadata.uid) return withoutOwners(next);
  const { apiVersion } = next;
  const type = types.typeOf(apiVersion);
  if (type === undefined) return withOwners(next, ownership);
  const before = live ? { value: withoutOwners(live), type } : zeroWithNulls(next, types);
  const after = { value: withoutOwners(next), type };
  const valid = [before, after].every((typed) => validateTyped(typed, { allowDuplicates: true }).length === 0);
  if (!valid) return withOwners(next, ownership);
  const converter = createConverter(types);
  return withOwners(next, trackUpdate({ ...request, ownership, before, after, apiVersion, converter }));
}

/** `next`, or `live` itself when they differ in nothing but the times of managers: such a write is to be skipped. */
export function ignoringManagerTimes(live: KubeObject, next: KubeObject): KubeObject {
  return equalJson(withoutTimes(live), withoutTimes(next)) ? live : next;
}

function withoutTimes(object: KubeObject): JsonValue {
  const entries = object.metadata.managedFields?.map(({ time: _, ...entry }) => entry) ?? [];
  return { ...object, metadata: { ...object.metadata, managedFields: entries } };
}

/** Whose owners count: those the client sends, unless it sends none or nonsense or writes a subresource. */
function ownersBefore({ live, next, subresource }: ManagedUpdate): Ownership {
  if (!subresource) {
    if (isReset(next.metadata)) return noOwners;
    const sent = decodeOrForget(next.metadata.managedFields);
    if (sent.managers.size > 0) return sent;
  }
  return decodeOrForget(live?.metadata.managedFields);
}

function decodeOrForget(entries: readonly ManagedFieldsEntry[] | undefined): Ownership {
  try {
    return decodeEntries(entries);
  } catch (error) {
    if (error instanceof ManagedFieldsError) return noOwners;
    throw error;
  }
}
