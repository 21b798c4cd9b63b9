import { equalJson, getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { PatchError } from "./errors.ts";
import { formatGoValue } from "./go-format.ts";
import { checkElementOrder, mergeByKey, mergeScalars, orderElements } from "./merge-list.ts";
import { untypedPatchSchema } from "./patch-schema.ts";
import type { PatchField, PatchSchema } from "./patch-schema.ts";

const directive = "$patch";
const retainKeys = "$retainKeys";
const elementOrder = "$setElementOrder/";
const deleteFromList = "$deleteFromPrimitiveList/";

/**
 * Applies a Kubernetes strategic merge patch. The document is not changed; nulls delete, and nulls of new values are dropped.
 *
 * @throws PatchError when a directive is malformed or an item of a merged list has no merge key.
 */
export function applyStrategicMergePatch(document: JsonObject, patch: JsonObject, schema: PatchSchema): JsonObject {
  return mergeObject(document, patch, schema);
}

function mergeObject(original: JsonObject, patch: JsonObject, schema: PatchSchema): JsonObject {
  const { [directive]: how, ...replacement } = patch;
  if (how === "replace") return replacement;
  if (how === "delete") return {};
  if (how !== undefined) throw unknownDirective(how, patch);

  const merged = retain(original, patch);
  const done = new Set([retainKeys]);
  for (const [key, order] of Object.entries(patch)) {
    if (!key.startsWith(elementOrder)) continue;
    const name = directiveTarget(key, "setElementOrder list");
    mergeOrderedList(merged, patch, { name, order: listOf(order), field: schema.field(name) });
    done.add(key).add(name);
  }
  for (const [key, value] of Object.entries(patch)) {
    if (done.has(key)) continue;
    if (key.startsWith(deleteFromList)) deleteScalars(merged, directiveTarget(key, "primitive list"), value);
    else mergeField(merged, key, value, schema.field(key));
  }
  return merged;
}

function mergeField(merged: JsonObjectDraft, key: string, value: JsonValue, field: PatchField | undefined): void {
  if (value === null) {
    delete merged[key];
    return;
  }
  const old = getOwn(merged, key);
  if (isJsonObject(old) && isJsonObject(value)) {
    const replace = field?.strategies.includes("replace") ?? false;
    setOwn(merged, key, replace ? value : mergeObject(old, value, field?.schema ?? untypedPatchSchema));
  } else if (Array.isArray(old) && Array.isArray(value)) {
    setOwn(merged, key, mergeList(old as JsonArray, value as JsonArray, field));
  } else {
    const settled = settle(value);
    if (settled === undefined) delete merged[key];
    else setOwn(merged, key, settled);
  }
}

function mergeList(original: JsonArray, patch: JsonArray, field: PatchField | undefined): JsonArray {
  if (field === undefined || !field.strategies.includes("merge")) return patch;
  if (original.length === 0 && patch.length === 0) return original;
  if (!holdsObjects(original, patch)) return mergeScalars(original, patch);
  const { mergeKey, schema } = field;
  if (mergeKey === undefined) throw new PatchError("malformed", "cannot merge lists without merge key for struct");
  const { items, changes } = applyItemDirectives(
    original as readonly JsonObject[],
    patch as readonly JsonObject[],
    mergeKey,
  );
  return mergeByKey(items, changes, {
    mergeKey,
    merge: (old, change) =>
      old === undefined ? ((settle(change) ?? {}) as JsonObject) : mergeObject(old, change, schema),
  });
}

/** Takes `$patch: delete` and `$patch: replace` items out of a patch of a keyed list and carries them out. */
function applyItemDirectives(original: readonly JsonObject[], patch: readonly JsonObject[], mergeKey: string) {
  const changes = patch.filter((item) => !Object.hasOwn(item, directive));
  let items = original;
  let replace = false;
  for (const item of patch) {
    const how = getOwn(item, directive);
    if (how === undefined) continue;
    if (how === "replace") {
      replace = true;
    } else if (how === "delete") {
      const key = getOwn(item, mergeKey);
      if (key === undefined) throw withoutMergeKey(item, mergeKey);
      items = items.filter((old) => !equalJson(getOwn(old, mergeKey), key));
    } else if (how === "merge") {
      throw new PatchError("malformed", "merging lists cannot yet be specified in the patch");
    } else {
      throw unknownDirective(how, item);
    }
  }
  return replace ? { items: changes, changes: [] } : { items, changes };
}

interface OrderedList {
  readonly name: string;
  readonly order: JsonArray;
  readonly field: PatchField | undefined;
}

/** Carries out `$setElementOrder/name` together with the patch of that list, if there is one. */
function mergeOrderedList(merged: JsonObjectDraft, patch: JsonObject, { name, order, field }: OrderedList): void {
  const old = listOf(getOwn(merged, name) ?? null);
  const changes = listOf(getOwn(patch, name) ?? null);
  const original = Object.hasOwn(merged, name) ? old : undefined;
  const mergeKey = field?.mergeKey;
  checkElementOrder(changes, order, mergeKey);
  if (original === undefined && !Object.hasOwn(patch, name)) return;
  const list = Object.hasOwn(patch, name)
    ? original === undefined
      ? (settle(changes) as JsonArray)
      : mergeList(original, changes, field)
    : old;
  setOwn(merged, name, orderElements(list, { order, original: old, mergeKey }));
}

function deleteScalars(merged: JsonObjectDraft, name: string, values: JsonValue): void {
  const old = getOwn(merged, name);
  if (!Array.isArray(old)) return;
  const unwanted = listOf(values);
  const kept = (old as JsonArray).filter((item) => !unwanted.some((other) => equalJson(item, other)));
  setOwn(merged, name, kept);
}

/** A copy of the original that may be changed, without the keys a `$retainKeys` directive does not list. */
function retain(original: JsonObject, patch: JsonObject): JsonObjectDraft {
  const kept = getOwn(patch, retainKeys);
  if (kept === undefined) return { ...original };
  if (!Array.isArray(kept)) throw new PatchError("malformed", "invalid patch format of retainKeys");
  const names = new Set<JsonValue>(kept as JsonArray);
  for (const [key, value] of Object.entries(patch)) {
    const plain = key !== retainKeys && !key.startsWith(elementOrder) && !key.startsWith(deleteFromList);
    if (plain && value !== null && !names.has(key)) {
      throw new PatchError("malformed", "invalid patch format of retainKeys");
    }
  }
  const rest: JsonObjectDraft = {};
  for (const [key, value] of Object.entries(original)) if (names.has(key)) setOwn(rest, key, value);
  return rest;
}

/** A value that is new to the document: without nulls, and without objects that carry a `$patch` directive. */
function settle(value: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) return (value as JsonArray).map(settle).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value;
  if (Object.hasOwn(value, directive)) return undefined;
  const settled: JsonObjectDraft = {};
  for (const [key, item] of Object.entries(value)) {
    const kept = item === null ? undefined : settle(item);
    if (kept !== undefined) setOwn(settled, key, kept);
  }
  return settled;
}

/** Whether the items are objects; a mix, or a list of lists, cannot be merged. */
function holdsObjects(original: JsonArray, patch: JsonArray): boolean {
  const all = [...original, ...patch];
  if (all.some((item) => Array.isArray(item))) throw new PatchError("malformed", "lists of lists are not supported");
  const objects = all.filter(isJsonObject).length;
  if (objects !== 0 && objects !== all.length) {
    throw new PatchError("malformed", `list element types are not identical: ${formatGoValue(all)}`);
  }
  return objects > 0;
}

function listOf(value: JsonValue): JsonArray {
  if (value === null) return [];
  if (Array.isArray(value)) return value as JsonArray;
  throw new PatchError("malformed", `expected a []interface {}, but received a ${goTypeOf(value)}`);
}

function goTypeOf(value: JsonValue): string {
  if (isJsonObject(value)) return "map[string]interface {}";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  return Number.isInteger(value) || typeof value === "bigint" ? "int64" : "float64";
}

/** The field after the slash of `$setElementOrder/field`. */
function directiveTarget(key: string, what: string): string {
  const parts = key.split("/");
  if (parts.length !== 2) throw new PatchError("malformed", `invalid patch format of ${what}`);
  return parts[1] as string;
}

function unknownDirective(how: JsonValue, patch: JsonObject): PatchError {
  return new PatchError("malformed", `unknown patch type: ${formatGoValue(how)} in map: ${formatGoValue(patch)}`);
}

function withoutMergeKey(item: JsonObject, mergeKey: string): PatchError {
  return new PatchError("missing", `map: ${formatGoValue(item)} does not contain declared merge key: ${mergeKey}`);
}
