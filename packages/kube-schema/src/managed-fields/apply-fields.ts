import { equalJson } from "@flux-ts/base";
import { fieldSetOf } from "../typed/field-set-of.ts";
import { mergeTyped } from "../typed/merge.ts";
import type { TypedValue } from "../typed/value.ts";
import { reconcileManagers } from "./managers.ts";
import type { FieldConflict, FieldOperation, Managers } from "./managers.ts";
import { takeFromOthers } from "./others.ts";
import { pruneFields } from "./prune.ts";

export interface FieldApply extends FieldOperation {
  /** All that the manager wants. */
  readonly applied: TypedValue;
  /** Takes fields over from other managers instead of conflicting. */
  readonly force: boolean;
}

export type FieldApplyOutcome =
  | {
      readonly applied: true;
      readonly value: TypedValue;
      /** Whether `value` differs from the live object. */
      readonly changed: boolean;
      readonly managers: Managers;
    }
  | { readonly applied: false; readonly conflicts: readonly FieldConflict[] };

/**
 * Merges what a manager wants onto the live object and removes what it wanted before, does not want now and nobody
 * else owns. From then on the manager owns exactly what it applied.
 */
export function applyFields(operation: FieldApply): FieldApplyOutcome {
  const { live, applied, apiVersion, manager, ownable } = operation;
  const managers = reconcileManagers(operation);
  const last = managers.get(manager);
  const wanted = fieldSetOf(applied);
  const fields = ownable ? ownable(wanted, apiVersion) : wanted;
  managers.set(manager, { apiVersion, applied: true, fields });
  const value = pruneFields({ operation, merged: mergeTyped(live, applied), managers, last });
  const { conflicts } = takeFromOthers(operation, value, managers);
  if (conflicts.length > 0 && !operation.force) return { applied: false, conflicts };
  return { applied: true, value, changed: !equalJson(live.value, value.value), managers };
}
