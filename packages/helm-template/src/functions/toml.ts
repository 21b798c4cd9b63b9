import { messageOf } from "@flux-ts/base";
import { formatDefault, func, FuncError, mapValue, param } from "@flux-ts/go-template";
import type { FuncMap, Value } from "@flux-ts/go-template";
import { parseToml } from "../toml/parse.ts";
import { orError } from "./json.ts";
import { toToml } from "./to-toml.ts";

/** Prints TOML, or the message saying why it cannot. */
function orMessage(value: Value): string {
  try {
    return toToml(value);
  } catch (error) {
    if (!(error instanceof FuncError)) throw error;
    return messageOf(error);
  }
}

export const tomlFunctions: FuncMap = {
  toToml: func([param.any], orMessage),
  mustToToml: func([param.any], (value) => (mapValue(value) === undefined ? formatDefault(value) : toToml(value))),
  fromToml: func([param.string], (text) => orError(() => parseToml(text))),
};
