import { qualify, qualifyOptional } from "../interpret/qualify.ts";
import { func, library } from "./define.ts";

/** Operators that the interpreter knows by itself; here are their types. */
export const operators = library({
  "_?_:_": { conditional: func(["bool", "<A>", "<A>"], "<A>", (condition, yes, no) => (condition ? yes : no)) },
  "@not_strictly_false": { not_strictly_false: func(["bool"], "bool", (value) => value) },
  "_[_]": {
    index_list: func(["list(<A>)", "int"], "<A>", qualify),
    index_map: func(["map(<A>, <B>)", "<A>"], "<B>", qualify),
    optional_list_index_int: func(["optional_type(list(<V>))", "int"], "optional_type(<V>)", qualifyOptional),
    optional_map_index_value: func(["optional_type(map(<K>, <V>))", "<K>"], "optional_type(<V>)", qualifyOptional),
  },
  "_[?_]": {
    list_optindex_optional_int: func(["list(<V>)", "int"], "optional_type(<V>)", qualifyOptional),
    optional_list_optindex_optional_int: func(
      ["optional_type(list(<V>))", "int"],
      "optional_type(<V>)",
      qualifyOptional,
    ),
    map_optindex_optional_value: func(["map(<K>, <V>)", "<K>"], "optional_type(<V>)", qualifyOptional),
    optional_map_optindex_optional_value: func(
      ["optional_type(map(<K>, <V>))", "<K>"],
      "optional_type(<V>)",
      qualifyOptional,
    ),
  },
});
