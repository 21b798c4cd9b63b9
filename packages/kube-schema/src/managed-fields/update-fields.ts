import { FieldSet } from "../field-set/field-set.ts";
import type { TypedValue } from "../typed/value.ts";
import { reconcileManagers } from "./managers.ts";
import type { FieldOperation, Managers } from "./managers.ts";
import { takeFromOthers } from "./others.ts";

export interface FieldUpdate extends FieldOperation {
  /** The object as it is stored next. */
  readonly next: TypedValue;
}

/** Who owns what after a write that is no apply: the manager owns what it added or changed and still what it had. */
export function updateFields(operation: FieldUpdate): Managers {
  const { apiVersion, manager, next, ownable } = operation;
  const managers = reconcileManagers(operation);
  const comparison = takeFromOthers(operation, next, managers).comparison();
  const owned = managers.get(manager)?.fields ?? FieldSet.empty;
  const all = owned.difference(comparison.removed).union(comparison.modified).union(comparison.added);
  const fields = ownable ? ownable(all, apiVersion) : all;
  if (fields.isEmpty) managers.delete(manager);
  else managers.set(manager, { apiVersion, applied: false, fields });
  return managers;
}
