import type { JsonArray, JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import { equalJson, getOwn, isJsonObject, setOwn } from "@flux-ts/base";
import { scalarText } from "../resource/value.ts";
import { inferredKey, usedKeys } from "./lists.ts";
import { demandSameKind, nodeKind } from "./node-kind.ts";
import { distinctValues, sameValues, valuesOf } from "./multi-key.ts";
import type { SchemaNode } from "./schema.ts";

/** One value in three states: what was, what it should become, and what somebody has made of it meanwhile. */
export interface ThreeStates<T extends JsonValue = JsonValue> {
  readonly origin: T | undefined;
  readonly update: T | undefined;
  readonly local: T | undefined;
}

export interface ThreeWayOptions {
  /** Whether lists of maps without a schema are merged by a well-known key (`name`, `mountPath` ...). */
  readonly inferKeys?: boolean;
}

/**
 * Makes the changes from `origin` to `update` in `local`, as kyaml does it: the update wins over local changes of the
 * same field, all other local changes stay. Returns undefined when nothing is left.
 *
 * @throws KustomizeError when states are of different kinds.
 */
export function mergeThreeWay(
  states: ThreeStates,
  schema: SchemaNode | undefined,
  options: ThreeWayOptions = {},
): JsonValue | undefined {
  return new ThreeWayMerger(options).merge(states, schema);
}

class ThreeWayMerger {
  readonly #inferKeys: boolean;

  constructor({ inferKeys = false }: ThreeWayOptions) {
    this.#inferKeys = inferKeys;
  }

  merge(states: ThreeStates, schema: SchemaNode | undefined): JsonValue | undefined {
    const { origin, update, local } = states;
    const kind = nodeKind(local) ?? nodeKind(origin) ?? nodeKind(update);
    for (const value of [local, origin, update]) demandSameKind(value, kind);
    const keys = kind === "SequenceNode" ? this.#keysOf(states as ThreeStates<JsonArray>, schema) : undefined;
    if (keys !== undefined && origin === null && update === null) return local;
    // Null on either side clears the field, whatever the other says.
    if (update === null || local === null) return undefined;
    if (kind === "MappingNode") return this.#mergeMaps(states as ThreeStates<JsonObject>, schema);
    if (update === undefined) return origin === undefined ? local : undefined;
    if (keys === undefined) return equalJson(update, origin) ? local : update;
    const lists = states as ThreeStates<JsonArray>;
    return keys.length === 0 ? mergeScalars(lists) : this.#mergeItems(lists, keys, schema);
  }

  #mergeMaps(states: ThreeStates<JsonObject>, schema: SchemaNode | undefined): JsonObject | undefined {
    const { origin, update, local } = states;
    const names = new Set([local, origin, update].flatMap((map) => Object.keys(map ?? {})));
    const merged: JsonObjectDraft = {};
    for (const name of names) {
      const result = this.merge(
        eachState(states, (map) => getOwn(map, name)),
        schema?.field(name),
      );
      if (result !== undefined) setOwn(merged, name, result);
    }
    const isNew = local === undefined && Object.keys(update ?? { unchanged: true }).length > 0;
    return isNew && Object.keys(merged).length === 0 ? undefined : merged;
  }

  #mergeItems(
    states: ThreeStates<JsonArray>,
    keys: readonly string[],
    schema: SchemaNode | undefined,
  ): JsonArray | undefined {
    const { origin = [], update = [], local } = states;
    const merged: (JsonValue | undefined)[] = [...(local ?? [])];
    for (const values of distinctValues([local ?? [], origin, update], keys)) {
      const isMeant = (item: JsonValue | undefined): boolean =>
        item !== undefined && sameValues(valuesOf(item, keys), values);
      const item = this.#mergeItem(
        eachState(states, (list) => list.find(isMeant)),
        keys,
        schema?.items(),
      );
      const places = [...merged.keys()].filter((index) => isMeant(merged[index]));
      if (places.length === 0) merged.push(item);
      for (const index of places) merged[index] = item;
    }
    const items = merged.filter((item) => item !== undefined);
    return items.length === 0 && local === undefined ? undefined : items;
  }

  /** An item of which something is left keeps its keys, whoever has taken them out. */
  #mergeItem(states: ThreeStates, keys: readonly string[], schema: SchemaNode | undefined): JsonValue | undefined {
    const merged = this.merge(states, schema);
    if (!isJsonObject(merged)) return merged;
    if (Object.keys(merged).length === 0) return undefined;
    const known = [states.update, states.local, states.origin].find(isJsonObject) ?? {};
    const missing = keys.filter((key) => !Object.hasOwn(merged, key) && Object.hasOwn(known, key));
    return { ...merged, ...Object.fromEntries(missing.map((key) => [key, known[key] as JsonValue])) };
  }

  /** The keys that items merge by, none for scalars, undefined for a list that is taken as a whole. */
  #keysOf(
    { origin, update, local }: ThreeStates<JsonArray>,
    schema: SchemaNode | undefined,
  ): readonly string[] | undefined {
    const lists = [local, origin, update].map((list) => list ?? []);
    if (schema) return schema.strategy.split(",").includes("merge") ? usedKeys(lists.flat(), schema.keys) : undefined;
    if (!this.#inferKeys) return undefined;
    const key = lists.map(inferredKey).find((each) => each !== undefined);
    return key === undefined ? undefined : [key];
  }
}

/** The local items without those that were taken out, and then those that were added. */
function mergeScalars({ origin, update, local }: ThreeStates<JsonArray>): JsonArray {
  const [before, after, own] = [origin, update, local].map((list) => new Set((list ?? []).map(scalarText)));
  const isIn = (set: ReadonlySet<string> | undefined, item: JsonValue): boolean => set?.has(scalarText(item)) ?? false;
  const kept = (local ?? []).filter((item) => isIn(after, item) || !isIn(before, item));
  const added = (update ?? []).filter((item) => !isIn(before, item) && !isIn(own, item));
  return [...kept, ...added];
}

/** A part of each state. */
function eachState<T extends JsonValue>(
  { origin, update, local }: ThreeStates<T>,
  part: (value: T) => JsonValue | undefined,
): ThreeStates {
  const partOf = (value: T | undefined): JsonValue | undefined =>
    value === undefined || value === null ? undefined : part(value);
  return { origin: partOf(origin), update: partOf(update), local: partOf(local) };
}
