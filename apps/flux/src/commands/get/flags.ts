import { booleanFlag, stringFlag } from "../../program/flag.ts";

/** Flags of all `get` commands. */
export const getFlags = {
  "all-namespaces": booleanFlag("objects of all namespaces", { shorthand: "A" }),
  "label-selector": stringFlag("only objects with these labels", { shorthand: "l" }),
  "no-header": booleanFlag("no headings"),
  "status-selector": stringFlag("only objects with this condition, such as Ready=False"),
  watch: booleanFlag("go on and print what changes", { shorthand: "w" }),
};
