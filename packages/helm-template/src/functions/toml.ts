import { messageOf } from "@flux-ts/base";
import { func, FuncError, isNil, param } from "@flux-ts/go-template";
import type { FuncMap, Value } from "@flux-ts/go-template";
import { parseToml } from "../toml/parse.ts";
import { fail } from "./cast.ts";
import { orError } from "./json.ts";
import { toToml } from "./to-toml.ts";

function print(value: Value): string {
  return isNil(value) ? fail("reflect: call of reflect.Value.Type on zero Value") : toToml(value);
}

/** Prints TOML, or the message saying why it cannot. */
function orMessage(value: Value): string {
  if (isNil(value)) return print(value);
  try {
    return toToml(value);
  } catch (error) {
    if (!(error instanceof FuncError)) throw error;
    return messageOf(error);
  }
}

export const tomlFunctions: FuncMap = {
  toToml: func([param.any], orMessage),
  mustToToml: func([param.any], print),
  fromToml: func([param.string], (text) => orError(() => parseToml(text))),
};
