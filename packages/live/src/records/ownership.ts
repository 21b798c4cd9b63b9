import { isJsonObject } from "@flux-ts/base";
import type { JsonObject, ManagedFieldsEntry } from "@flux-ts/base";

/** A field manager whose fields become ours. */
export interface FieldManagerMatch {
  /** The manager's name begins with this. */
  readonly prefix: string;
  readonly operation: "Apply" | "Update";
}

/** Whose fields are ours. */
export interface OwnershipRules {
  readonly fieldManager: string;
  /** Managers whose fields the next apply takes over. */
  readonly takeover: readonly FieldManagerMatch[];
}

export interface ManagerEntries {
  readonly own: readonly ManagedFieldsEntry[];
  /** Entries that the next apply makes ours. */
  readonly absorbed: readonly ManagedFieldsEntry[];
  readonly others: readonly ManagedFieldsEntry[];
}

/** Whether an entry holds the fields that a manager applied. */
export function isOwnEntry(entry: ManagedFieldsEntry, fieldManager: string): boolean {
  const { manager, operation, subresource = "" } = entry;
  return manager === fieldManager && operation === "Apply" && subresource === "";
}

/** Tells the entries of `managedFields` apart. Each is in one of the lists, in its order. */
export function sortEntries(
  entries: readonly ManagedFieldsEntry[],
  { fieldManager, takeover }: OwnershipRules,
): ManagerEntries {
  const sorted = { own: [], absorbed: [], others: [] } as {
    [list in keyof ManagerEntries]: ManagedFieldsEntry[];
  };
  for (const entry of entries) {
    if (isOwnEntry(entry, fieldManager)) sorted.own.push(entry);
    else if (takeover.some((match) => matches(entry, match)) && !ownsWishesOnly(entry)) sorted.absorbed.push(entry);
    else sorted.others.push(entry);
  }
  return sorted;
}

function matches({ manager = "", operation, subresource = "" }: ManagedFieldsEntry, match: FieldManagerMatch): boolean {
  return operation === match.operation && subresource === "" && manager.startsWith(match.prefix);
}

/**
 * Annotations by which people ask for something once: `kubectl rollout restart`, `kubectl annotate` with a request to
 * Flux. Taken over they would be undone, and with them what was asked for.
 */
const wishes: ReadonlySet<string> = new Set([
  "f:kubectl.kubernetes.io/restartedAt",
  "f:reconcile.fluxcd.io/requestedAt",
  "f:reconcile.fluxcd.io/forceAt",
  "f:reconcile.fluxcd.io/resetAt",
]);

function ownsWishesOnly({ fieldsV1 = {} }: ManagedFieldsEntry): boolean {
  const leaves = leavesOf(fieldsV1);
  return leaves.length > 0 && leaves.every((leaf) => wishes.has(leaf));
}

/** The last elements of all paths of a field set. */
function leavesOf(fields: JsonObject): readonly string[] {
  return Object.entries(fields).flatMap(([element, below]) => {
    if (element === ".") return [];
    return isJsonObject(below) && Object.keys(below).length > 0 ? leavesOf(below) : [element];
  });
}
