import type { TypedValue } from "../typed/value.ts";
import { capUpdaters } from "./cap.ts";
import { identityOf } from "./entries.ts";
import type { Ownership } from "./entries.ts";
import type { Managers, ManagersDraft, OwnershipFilter, VersionConverter } from "./managers.ts";
import { stripMetaFields } from "./meta-fields.ts";
import { updateFields } from "./update-fields.ts";

/** A write by somebody who updates. */
export interface TrackedUpdate {
  readonly ownership: Ownership;
  readonly before: TypedValue;
  readonly after: TypedValue;
  readonly apiVersion: string;
  readonly manager: string;
  readonly subresource?: string | undefined;
  readonly time: string;
  readonly converter: VersionConverter;
  readonly ownable?: OwnershipFilter | undefined;
}

/** No manager's identity: those are JSON. */
const currentOperation = "current-operation";

/** The owners after an update. The entry's time moves only when it takes a field. */
export function trackUpdate(update: TrackedUpdate): Ownership {
  const { ownership, before, after, apiVersion, converter, ownable } = update;
  const operation = { live: before, apiVersion, managers: ownership.managers, converter, ownable };
  const managers: ManagersDraft = new Map(updateFields({ ...operation, manager: currentOperation, next: after }));
  const times = new Map(ownership.times);
  stripMetaFields(managers, currentOperation);
  const taken = managers.get(currentOperation);
  if (taken) {
    const identity = identityOf({ ...update, operation: "Update", subresource: update.subresource ?? "" });
    const owned = managers.get(identity);
    managers.delete(currentOperation);
    managers.set(identity, owned ? { ...taken, fields: taken.fields.union(owned.fields) } : taken);
    times.set(identity, update.time);
  }
  return capUpdaters({ managers, times });
}

export function sameManagers(a: Managers, b: Managers): boolean {
  if (a.size !== b.size) return false;
  for (const [identity, { apiVersion, applied, fields }] of a) {
    const other = b.get(identity);
    if (other?.apiVersion !== apiVersion || other.applied !== applied || !other.fields.equals(fields)) return false;
  }
  return true;
}
