import { FieldSet } from "../field-set/field-set.ts";
import { fieldSetOf } from "../typed/field-set-of.ts";
import { withDeclaredFields } from "../typed/named-fields.ts";
import { removeItems } from "../typed/select.ts";
import type { TypedValue } from "../typed/value.ts";
import type { FieldOperation, Managers, ManagerSet, VersionConverter } from "./managers.ts";

interface Pruning {
  readonly operation: FieldOperation;
  /** The live object with what is applied on top. */
  readonly merged: TypedValue;
  /** Who owns what from now on. */
  readonly managers: Managers;
  /** What the manager owned until now. */
  readonly last: ManagerSet | undefined;
}

/** The merged object without what the manager applied before, does not apply now, and nobody else owns. */
export function pruneFields(pruning: Pruning): TypedValue {
  const { operation, merged, managers, last } = pruning;
  if (last === undefined || last.fields.isEmpty || stillWants(pruning, last)) return merged;
  const { converter, apiVersion } = operation;
  const before = converter.convert(merged, last.apiVersion);
  if (before === undefined) return merged;
  const without = removeItems(before, declared(last.fields, before));
  const kept = restoreOwned(before, without, { converter, first: last.apiVersion, managers });
  const pruned = restoreForeign(before, kept, { converter, last });
  return converter.convert(pruned, apiVersion) ?? merged;
}

/** A manager that wants at least what it had loses nothing: each of its fields still has an owner. */
function stillWants({ operation, managers }: Pruning, last: ManagerSet): boolean {
  const wanted = managers.get(operation.manager);
  return wanted?.apiVersion === last.apiVersion && last.fields.isWithin(wanted.fields);
}

function declared(fields: FieldSet, { type }: TypedValue): FieldSet {
  return new FieldSet(withDeclaredFields(fields.root, type));
}

interface Restoring {
  readonly converter: VersionConverter;
  /** The version to start with: what is restored in it may be needed to convert to the others. */
  readonly first: string;
  readonly managers: Managers;
}

/** Gives back what was removed and somebody owns, in whatever version they own it. */
function restoreOwned(merged: TypedValue, pruned: TypedValue, { converter, first, managers }: Restoring): TypedValue {
  const ownedIn = Map.groupBy(managers.values(), ({ apiVersion }) => apiVersion);
  const versions = [...ownedIn.keys()].toSorted((a, b) => Number(b === first) - Number(a === first));
  let whole = merged;
  let kept = pruned;
  for (const apiVersion of versions) {
    const owned = (ownedIn.get(apiVersion) ?? []).reduce((all, { fields }) => all.union(fields), FieldSet.empty);
    const wholeThere = converter.convert(whole, apiVersion);
    const keptThere = wholeThere && converter.convert(kept, apiVersion);
    if (wholeThere) whole = wholeThere;
    if (!wholeThere || !keptThere) continue;
    const wanted = declared(fieldSetOf(keptThere), whole).union(declared(owned, whole));
    kept = removeItems(whole, declared(fieldSetOf(whole), whole).difference(wanted));
  }
  return kept;
}

/** Gives back what was removed and the manager did not own: it may remove nothing that lies within its fields. */
function restoreForeign(
  merged: TypedValue,
  pruned: TypedValue,
  { converter, last }: { readonly converter: VersionConverter; readonly last: ManagerSet },
): TypedValue {
  const kept = converter.convert(pruned, last.apiVersion);
  if (kept === undefined) return merged;
  const lost = declared(fieldSetOf(merged), merged).difference(declared(fieldSetOf(kept), merged));
  return removeItems(merged, lost.intersection(declared(last.fields, merged)));
}
