import { compareTyped } from "../typed/compare.ts";
import type { Comparison } from "../typed/compare.ts";
import type { TypedValue } from "../typed/value.ts";
import type { FieldConflict, FieldOperation, ManagersDraft, OwnershipFilter } from "./managers.ts";

interface Encounter {
  /** What the operation changed; found out when somebody asks, as most objects have one manager. */
  readonly comparison: () => Comparison;
  readonly conflicts: readonly FieldConflict[];
}

/**
 * Takes from every other manager what the operation changed or removed. `conflicts` are the fields that were changed
 * against the will of their owners; when they are not to be overruled, the draft is to be thrown away.
 */
export function takeFromOthers(operation: FieldOperation, after: TypedValue, managers: ManagersDraft): Encounter {
  const comparisons = new Comparisons(operation, after);
  const conflicts: FieldConflict[] = [];
  for (const [name, set] of managers) {
    if (name === operation.manager) continue;
    const comparison = comparisons.in(set.apiVersion);
    if (comparison === undefined) {
      managers.delete(name);
      continue;
    }
    const { added, modified, removed } = comparison;
    const taken = set.fields.intersection(modified.union(added));
    for (const path of taken.paths()) conflicts.push({ manager: name, path });
    const fields = set.fields.difference(taken).difference(removed);
    if (fields !== set.fields) managers.set(name, { ...set, fields });
  }
  for (const [name, set] of managers) if (set.fields.isEmpty) managers.delete(name);
  return { comparison: () => comparisons.in(operation.apiVersion) as Comparison, conflicts };
}

/** The change of the object as each version sees it. */
class Comparisons {
  readonly #operation: FieldOperation;
  readonly #after: TypedValue;
  readonly #known = new Map<string, Comparison | undefined>();

  constructor(operation: FieldOperation, after: TypedValue) {
    this.#operation = operation;
    this.#after = after;
  }

  /** Undefined when the version is not served. */
  in(apiVersion: string): Comparison | undefined {
    if (this.#known.has(apiVersion)) return this.#known.get(apiVersion);
    const comparison = this.#compareIn(apiVersion);
    this.#known.set(apiVersion, comparison);
    return comparison;
  }

  #compareIn(apiVersion: string): Comparison | undefined {
    const { converter, live } = this.#operation;
    // Both are of this version, even when they do not say so: of a new object, nothing is there to convert.
    if (apiVersion === this.#operation.apiVersion) return this.#compare(live, this.#after, apiVersion);
    const before = converter.convert(live, apiVersion);
    const after = before && converter.convert(this.#after, apiVersion);
    return before && after && this.#compare(before, after, apiVersion);
  }

  #compare(before: TypedValue, after: TypedValue, apiVersion: string): Comparison {
    const comparison = compareTyped(before, after);
    const { ownable } = this.#operation;
    return ownable ? restrict(comparison, ownable, apiVersion) : comparison;
  }
}

function restrict(comparison: Comparison, ownable: OwnershipFilter, apiVersion: string): Comparison {
  return {
    added: ownable(comparison.added, apiVersion),
    modified: ownable(comparison.modified, apiVersion),
    removed: ownable(comparison.removed, apiVersion),
  };
}
