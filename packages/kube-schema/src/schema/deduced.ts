import type { ValueType } from "./model.ts";

/** The type of objects without a schema: maps are merged key by key, lists are atomic. */
export const deducedType: ValueType = {
  name: "__untyped_deduced_",
  scalar: "untyped",
  list: undefined,
  map: undefined,
  problem: undefined,
};
