import { equalJson, getOwn } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonValue } from "@flux-ts/base";
import { FieldSet } from "../field-set/field-set.ts";
import { hasChildren, leaf, memberDraft, union, withMembership } from "../field-set/node.ts";
import type { SetNode } from "../field-set/node.ts";
import type { ListType, MapType, ValueType } from "../schema/model.ts";
import { ChangeDraft } from "./change-draft.ts";
import type { Changes } from "./change-draft.ts";
import { groupItems } from "./item-key.ts";
import { filledList, filledMap, formOf } from "./value.ts";
import type { Form, TypedValue } from "./value.ts";

/** How a value differs from another: leaves, items, and every map or list that came or went. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** What changed from `before` to `after`, two values of the same type. Identical parts cost nothing. */
export function compareTyped(before: TypedValue, after: TypedValue): Comparison {
  const changes = compareValues(before.value, after.value, after.type);
  return {
    added: setOf(changes?.added),
    modified: setOf(changes?.modified),
    removed: setOf(changes?.removed),
  };
}

function setOf(entry: SetNode | undefined): FieldSet {
  const root = entry && withMembership(entry, false);
  return root ? new FieldSet(root) : FieldSet.empty;
}

function compareValues(before: JsonValue, after: JsonValue, type: ValueType): Changes | undefined {
  if (before === after) return undefined;
  const oldForm = formOf(type, before);
  const newForm = formOf(type, after);
  const changes = newForm && compareAs(newForm, before, after, type);
  if (oldForm === newForm || oldForm === undefined) return changes;
  // A value that became something else: what it held is gone, too.
  return uniteChanges(compareAs(oldForm, before, after, type), changes);
}

function compareAs(form: Form, before: JsonValue, after: JsonValue, type: ValueType): Changes | undefined {
  switch (form) {
    case "map":
      return compareMaps(before, after, type.map as MapType);
    case "list":
      return compareLists(before, after, type.list as ListType);
    case "scalar":
      return compareLeaves(before, after);
  }
}

function compareLeaves(before: JsonValue, after: JsonValue): Changes | undefined {
  return equalJson(before, after) ? undefined : { modified: leaf };
}

function compareMaps(before: JsonValue, after: JsonValue, map: MapType): Changes | undefined {
  const old = filledMap(before);
  const next = filledMap(after);
  // Two that hold nothing are leaves: that null became {} is a change.
  if (map.relationship === "atomic" || (!old && !next)) return compareLeaves(before, after);
  const draft = new ChangeDraft();
  if (next) compareFields(old ?? {}, next, map, draft);
  if (old) removeFields(old, next ?? {}, map, draft);
  return draft.changes();
}

function compareFields(before: JsonObject, after: JsonObject, map: MapType, draft: ChangeDraft): void {
  for (const name of Object.keys(after)) {
    const next = after[name] as JsonValue;
    const old = getOwn(before, name);
    if (old === next) continue;
    const field = map.fields.get(name);
    const type = field ? field.type : map.additional;
    if (type === undefined) continue;
    const changes = old === undefined ? { added: everythingIn(next, type) } : compareValues(old, next, type);
    if (changes) draft.put(field ? field.element : `f:${name}`, changes);
  }
}

function removeFields(before: JsonObject, after: JsonObject, map: MapType, draft: ChangeDraft): void {
  for (const name of Object.keys(before)) {
    if (Object.hasOwn(after, name)) continue;
    const type = map.fields.get(name)?.type ?? map.additional;
    if (type) draft.put(`f:${name}`, { removed: everythingIn(before[name] as JsonValue, type) });
  }
}

function compareLists(before: JsonValue, after: JsonValue, list: ListType): Changes | undefined {
  const old = filledList(before);
  const next = filledList(after);
  if (list.relationship === "atomic" || (!old && !next)) return compareLeaves(before, after);
  const oldItems = groupItems(list, old ?? []);
  const newItems = groupItems(list, next ?? []);
  const draft = new ChangeDraft();
  for (const [key, items] of newItems) {
    const changes = compareGroups(oldItems.get(key) ?? [], items, list.element);
    if (changes) draft.put(key, changes);
  }
  for (const [key, items] of oldItems) {
    const changes = newItems.has(key) ? undefined : compareGroups(items, [], list.element);
    if (changes) draft.put(key, changes);
  }
  return draft.changes();
}

/** Compares the items with one key. Several of them are one leaf, since nothing tells them apart. */
function compareGroups(before: JsonArray, after: JsonArray, type: ValueType): Changes | undefined {
  if (before.length > 1 && after.length > 1) return compareLeaves(before, after);
  const [old] = before;
  const [next] = after;
  if (before.length > 1) return { removed: leaf, ...(next !== undefined && { added: everythingIn(next, type) }) };
  if (after.length > 1) return { added: leaf, ...(old !== undefined && { removed: everythingIn(old, type) }) };
  if (old === undefined) return { added: everythingIn(next as JsonValue, type) };
  if (next === undefined) return { removed: everythingIn(old, type) };
  return compareValues(old, next, type);
}

/** The entry of a value that came or went: itself and all there is in it. */
function everythingIn(value: JsonValue, type: ValueType): SetNode {
  switch (formOf(type, value)) {
    case "map":
      return everythingInMap(value, type.map as MapType);
    case "list":
      return everythingInList(value, type.list as ListType);
    default:
      return leaf;
  }
}

function everythingInMap(value: JsonValue, map: MapType): SetNode {
  const content = filledMap(value);
  if (!content || map.relationship === "atomic") return leaf;
  const draft = memberDraft();
  for (const name of Object.keys(content)) {
    const field = map.fields.get(name);
    const type = field ? field.type : map.additional;
    if (type) draft[field ? field.element : `f:${name}`] = everythingIn(content[name] as JsonValue, type);
  }
  return hasChildren(draft) ? draft : leaf;
}

function everythingInList(value: JsonValue, list: ListType): SetNode {
  const content = filledList(value);
  if (!content || list.relationship === "atomic") return leaf;
  const draft = memberDraft();
  for (const [key, items] of groupItems(list, content)) {
    draft[key] = items.length > 1 ? leaf : everythingIn(items[0] as JsonValue, list.element);
  }
  return hasChildren(draft) ? draft : leaf;
}

function uniteChanges(a: Changes | undefined, b: Changes | undefined): Changes | undefined {
  if (!a || !b) return a ?? b;
  return {
    added: uniteEntries(a.added, b.added),
    modified: uniteEntries(a.modified, b.modified),
    removed: uniteEntries(a.removed, b.removed),
  };
}

function uniteEntries(a: SetNode | undefined, b: SetNode | undefined): SetNode | undefined {
  return a && b ? union({ entry: a }, { entry: b })["entry"] : (a ?? b);
}
