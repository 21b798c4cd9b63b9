import { hasChildren, isMember, leaf, withMembership } from "../field-set/node.ts";
import type { SetDraft, SetNode } from "../field-set/node.ts";
import { deducedName } from "../schema/deduced.ts";
import type { MapType, ValueType } from "../schema/model.ts";
import { firstForm } from "./value.ts";

/**
 * The set as it would be had the type always been what it is now: where paths lie below something that has become
 * atomic, it is owned as a whole instead.
 */
export function reconcileWithType(node: SetNode, type: ValueType): SetNode {
  let draft: SetDraft | undefined;
  for (const key of Object.keys(node)) {
    const entry = node[key] as SetNode;
    // Of what has nothing below it, the type does not matter.
    const below = hasChildren(entry) ? typeBelow(key, type) : undefined;
    if (below === undefined) continue;
    const reconciled = reconcileEntry(entry, below);
    if (reconciled !== entry) (draft ??= { ...node })[key] = reconciled;
  }
  return draft ?? node;
}

function reconcileEntry(entry: SetNode, type: ValueType): SetNode {
  if (isAtomic(type)) return leaf;
  return withMembership(reconcileWithType(entry, type), isMember(entry)) as SetNode;
}

function isAtomic(type: ValueType): boolean {
  switch (firstForm(type)) {
    case "map":
      return type.map?.relationship === "atomic" && !isDeducedMap(type.map);
    case "list":
      return type.list?.relationship === "atomic";
    default:
      return false;
  }
}

function typeBelow(key: string, type: ValueType): ValueType | undefined {
  const { map, list } = type;
  switch (firstForm(type)) {
    case "map":
      return map && !isDeducedMap(map) ? fieldType(map, key) : undefined;
    case "list":
      return list?.element;
    default:
      return undefined;
  }
}

function fieldType(map: MapType, key: string): ValueType | undefined {
  const field = key.startsWith("f:") ? map.fields.get(key.slice(2)) : undefined;
  return field ? field.type : map.additional;
}

/** A map of anything: what is in it says how it is owned, so no schema change can be seen. */
function isDeducedMap(map: MapType): boolean {
  const { additional } = map;
  if (map.fields.size > 0 || additional === undefined) return false;
  return additional.name === deducedName || (additional.name === undefined && additional.scalar === "untyped");
}
