import { equalJson, getOwn, setOwn } from "@flux-ts/base";
import type { JsonObject, JsonObjectDraft, JsonValue } from "@flux-ts/base";
import type { ListType, MapType, ValueType } from "../schema/model.ts";
import { mergeItems } from "./merge-items.ts";
import { filledList, filledMap, formOf } from "./value.ts";
import type { TypedValue } from "./value.ts";

/**
 * A value with another of the same type on top: what the other has wins, and nothing is removed. Parts that do not
 * change stay identical, so the result is `live.value` itself when `applied` adds nothing to it.
 */
export function mergeTyped(live: TypedValue, applied: TypedValue): TypedValue {
  return { type: live.type, value: mergeValues(live.value, applied.value, live.type) };
}

function mergeValues(live: JsonValue, applied: JsonValue, type: ValueType): JsonValue {
  switch (formOf(type, applied)) {
    case "map":
      return mergeMaps(live, applied, type.map as MapType);
    case "list":
      return mergeLists(live, applied, type.list as ListType);
    default:
      return keepIfEqual(live, applied);
  }
}

function keepIfEqual(live: JsonValue, applied: JsonValue): JsonValue {
  return equalJson(live, applied) ? live : applied;
}

function mergeMaps(live: JsonValue, applied: JsonValue, map: MapType): JsonValue {
  const under = filledMap(live);
  const over = filledMap(applied);
  if (map.relationship === "atomic" || (!under && !over)) return keepIfEqual(live, applied);
  if (!under) return applied;
  return over ? mergeFields(under, over, map) : live;
}

function mergeFields(live: JsonObject, applied: JsonObject, map: MapType): JsonObject {
  let draft: JsonObjectDraft | undefined;
  for (const name of Object.keys(applied)) {
    const over = applied[name] as JsonValue;
    const under = getOwn(live, name);
    const type = map.fields.get(name)?.type ?? map.additional;
    const merged = under === undefined || type === undefined ? over : mergeValues(under, over, type);
    if (merged === under) continue;
    draft ??= { ...live };
    setOwn(draft, name, merged);
  }
  return draft ?? live;
}

function mergeLists(live: JsonValue, applied: JsonValue, list: ListType): JsonValue {
  const under = filledList(live);
  const over = filledList(applied);
  if (list.relationship === "atomic" || (!under && !over)) return keepIfEqual(live, applied);
  if (!under) return applied;
  if (!over) return live;
  const merged = mergeItems(under, over, list, (a, b) => mergeValues(a, b, list.element));
  const unchanged = merged.length === under.length && merged.every((item, index) => item === under[index]);
  return unchanged ? under : merged;
}
