import { formatGroupVersion, parseGroupVersion } from "@flux-ts/base";
import type { ObjectKey } from "@flux-ts/kube";

/** One object of an inventory, as `status.inventory.entries` of a Kustomization holds it. */
export type InventoryEntry = {
  /** `NAMESPACE_NAME_GROUP_KIND`; a colon in the name is written `__`. */
  readonly id: string;
  /** API version without the group. */
  readonly v: string;
};

export function entryOf({ apiVersion, kind, namespace = "", name }: ObjectKey): InventoryEntry {
  const { group, version } = parseGroupVersion(apiVersion);
  return { id: `${namespace}_${name.replaceAll(":", "__")}_${group}_${kind}`, v: version };
}

/** @throws RangeError when the id is not one. */
export function keyOfEntry({ id, v }: InventoryEntry): ObjectKey {
  const match = /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(id);
  if (!match) throw new RangeError(`Cannot read inventory entry "${id}": expected NAMESPACE_NAME_GROUP_KIND`);
  const [, namespace, name, group, kind] = match as unknown as [string, string, string, string, string];
  const key = { apiVersion: formatGroupVersion({ group, version: v }), kind, name: name.replaceAll("__", ":") };
  return namespace === "" ? key : { ...key, namespace };
}

/** The entries of `old` that `current` does not hold, whatever their version. */
export function staleEntries(
  old: readonly InventoryEntry[],
  current: readonly InventoryEntry[],
): readonly InventoryEntry[] {
  const kept = new Set(current.map(({ id }) => id));
  return old.filter(({ id }) => !kept.has(id));
}

/** All entries of both; where both hold an object, `current` says the version. */
export function unionOfEntries(
  old: readonly InventoryEntry[],
  current: readonly InventoryEntry[],
): readonly InventoryEntry[] {
  return [...current, ...staleEntries(old, current)];
}
