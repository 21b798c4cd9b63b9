import { createType, LazyList, LazyMap } from "./lazy.ts";
import type { ValueType } from "./model.ts";

/** The name that marks {@link deducedType} in schemas. */
export const deducedName = "__untyped_deduced_";

/** The type of values that are owned as a whole, whatever they are. */
export const untypedType: ValueType = createType({
  name: "__untyped_atomic_",
  scalar: "untyped",
  list: new LazyList("atomic", [], () => untypedType),
  map: new LazyMap("atomic", new Map(), () => untypedType),
});

/** The type of objects without a schema: maps are merged key by key, lists are atomic. */
export const deducedType: ValueType = createType({
  name: deducedName,
  scalar: "untyped",
  list: new LazyList("atomic", [], () => untypedType),
  map: new LazyMap("separable", new Map(), () => deducedType),
});
