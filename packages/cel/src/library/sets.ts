import type { ListValue } from "../values/list.ts";
import { contains } from "./collections.ts";
import { func, library } from "./define.ts";

function containsAll(list: ListValue, items: ListValue): boolean {
  for (const item of items) if (!contains(list, item)) return false;
  return true;
}

function containsAny(list: ListValue, items: ListValue): boolean {
  for (const item of items) if (contains(list, item)) return true;
  return false;
}

/** Lists as sets. */
export const sets = library({
  "sets.contains": { list_sets_contains_list: func(["list(<T>)", "list(<T>)"], "bool", containsAll) },
  "sets.equivalent": {
    list_sets_equivalent_list: func(
      ["list(<T>)", "list(<T>)"],
      "bool",
      (a, b) => containsAll(a, b) && containsAll(b, a),
    ),
  },
  "sets.intersects": { list_sets_intersects_list: func(["list(<T>)", "list(<T>)"], "bool", containsAny) },
});
