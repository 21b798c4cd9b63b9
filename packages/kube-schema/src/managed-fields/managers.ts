import type { FieldPath } from "../field-set/path-element.ts";
import { FieldSet } from "../field-set/field-set.ts";
import { reconcileWithType } from "../typed/reconcile.ts";
import type { TypedValue } from "../typed/value.ts";

/** What one manager owns, in the version in which it last wrote. */
export interface ManagerSet {
  readonly apiVersion: string;
  /** Whether the manager applies; else it updates. */
  readonly applied: boolean;
  readonly fields: FieldSet;
}

/** Who owns what of an object. Nobody in it owns nothing. */
export type Managers = ReadonlyMap<string, ManagerSet>;

/** What an operation may change of {@link Managers}. */
export type ManagersDraft = Map<string, ManagerSet>;

export interface VersionConverter {
  /**
   * The value as another version has it, itself when it is of that version. Undefined when the version is not served:
   * its owners are forgotten.
   */
  convert(value: TypedValue, apiVersion: string): TypedValue | undefined;
}

/** What of a set may be owned at all: the status endpoint owns nothing but status, and so on. */
export type OwnershipFilter = (fields: FieldSet, apiVersion: string) => FieldSet;

/** A write by one manager. */
export interface FieldOperation {
  /** The stored object in the version of the request; null when there is none. */
  readonly live: TypedValue;
  readonly apiVersion: string;
  readonly managers: Managers;
  readonly manager: string;
  readonly converter: VersionConverter;
  /** @default everything may be owned */
  readonly ownable?: OwnershipFilter | undefined;
}

/** A field that an apply would change and that another manager owns. */
export interface FieldConflict {
  readonly manager: string;
  readonly path: FieldPath;
}

/** The managers, with what they own as the types have it now; those of versions that are gone are dropped. */
export function reconcileManagers({ live, managers, converter }: FieldOperation): ManagersDraft {
  const reconciled: ManagersDraft = new Map();
  for (const [name, set] of managers) {
    const value = converter.convert(live, set.apiVersion);
    if (value === undefined) continue;
    const root = reconcileWithType(set.fields.root, value.type);
    reconciled.set(name, root === set.fields.root ? set : { ...set, fields: new FieldSet(root) });
  }
  return reconciled;
}
