import { func, FuncError, mapType, mapValue, param, withoutName } from "@flux-ts/go-template";
import type { Func, GoType, Value, ValueMap } from "@flux-ts/go-template";
import { quote } from "../quote.ts";
import { toYaml } from "../functions/yaml.ts";

/** The type of `.Values` and of the data of templates: a map with methods. */
export const valuesType: GoType = {
  name: "common.Values",
  kind: "map",
  elem: { name: "interface {}", kind: "interface" },
  underlying: mapType,
  methods: {
    AsMap: (values) => func([], () => withoutName(values as ValueMap)),
    Table: method((values, path) => tableAt(values, path.split("."))),
    PathValue: method(valueAt),
    YAML: (values) => func([], () => `${toYaml(values)}\n`),
  },
};

function method(call: (values: ValueMap, path: string) => Value): (receiver: Value) => Func {
  return (receiver) => func([param.string], (path) => call(receiver as ValueMap, path));
}

function tableAt(values: ValueMap, path: readonly string[]): ValueMap {
  let table = values;
  for (const name of path) {
    const next = Object.hasOwn(table, name) ? mapValue(table[name]) : undefined;
    if (next === undefined) throw new FuncError(`${quote(name)} is not a table`);
    table = next;
  }
  return table;
}

/** What is at a path and no table. */
function valueAt(values: ValueMap, path: string): Value {
  if (path === "") throw new FuncError("YAML path cannot be empty");
  const names = path.split(".");
  const name = names.at(-1) ?? "";
  const missing = new FuncError(`${quote(name)} is not a value`);
  let table: ValueMap;
  try {
    table = tableAt(values, names.slice(0, -1));
  } catch {
    throw missing;
  }
  if (!Object.hasOwn(table, name) || mapValue(table[name]) !== undefined) throw missing;
  return table[name];
}
