import type { ManagedFieldsEntry } from "@flux-ts/base";

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
    else if (takeover.some((match) => matches(entry, match))) sorted.absorbed.push(entry);
    else sorted.others.push(entry);
  }
  return sorted;
}

function matches({ manager = "", operation, subresource = "" }: ManagedFieldsEntry, match: FieldManagerMatch): boolean {
  return operation === match.operation && subresource === "" && manager.startsWith(match.prefix);
}
