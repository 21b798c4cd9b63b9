import { equalValues } from "../values/equality.ts";
import type { ListValue } from "../values/list.ts";
import { mapOf } from "../values/map.ts";
import type { MapValue } from "../values/map.ts";
import { EvalError } from "../values/value.ts";
import type { Value } from "../values/value.ts";
import { lengthOf } from "../values/text.ts";
import { func, library, method } from "./define.ts";
import { showKey } from "./show.ts";

/** Whether an equal item is in a list. */
export function contains(list: ListValue, item: Value): boolean {
  for (let index = 0; index < list.size; index += 1) if (equalValues(list.at(index), item)) return true;
  return false;
}

function insert(map: MapValue, entries: readonly (readonly [Value, Value])[]): MapValue | EvalError {
  const taken = entries.find(([key]) => map.has(key));
  if (taken !== undefined) return new EvalError(`insert failed: key ${showKey(taken[0])} already exists`);
  return mapOf([...entriesOf(map), ...entries]);
}

function entriesOf(map: MapValue): readonly (readonly [Value, Value])[] {
  return [...map.keys()].map((key) => [key, map.get(key) as Value] as const);
}

/** Sizes, membership, and what macros build maps with. */
export const collections = library({
  size: {
    size_string: func(["string"], "int", (text) => BigInt(lengthOf(text))),
    size_bytes: func(["bytes"], "int", (bytes) => BigInt(bytes.length)),
    size_list: func(["list(<A>)"], "int", (list) => BigInt(list.size)),
    size_map: func(["map(<A>, <B>)"], "int", (map) => BigInt(map.size)),
    string_size: method(["string"], "int", (text) => BigInt(lengthOf(text))),
    bytes_size: method(["bytes"], "int", (bytes) => BigInt(bytes.length)),
    list_size: method(["list(<A>)"], "int", (list) => BigInt(list.size)),
    map_size: method(["map(<A>, <B>)"], "int", (map) => BigInt(map.size)),
  },
  "@in": {
    in_list: func(["<A>", "list(<A>)"], "bool", (item, list) => contains(list, item)),
    in_map: func(["<A>", "map(<A>, <B>)"], "bool", (key, map) => map.has(key)),
  },
  "cel.@mapInsert": {
    "@mapInsert_map_key_value": func(["map(<K>, <V>)", "<K>", "<V>"], "map(<K>, <V>)", (map, key, value) =>
      insert(map, [[key, value]]),
    ),
    "@mapInsert_map_map": func(["map(<K>, <V>)", "map(<K>, <V>)"], "map(<K>, <V>)", (map, more) =>
      insert(map, entriesOf(more)),
    ),
  },
});
