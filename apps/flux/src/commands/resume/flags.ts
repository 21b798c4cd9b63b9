import { allFlag } from "../../objects/named.ts";
import { booleanFlag } from "../../program/flag.ts";

/** Flags of all `resume` commands. */
export const resumeFlags = {
  ...allFlag,
  wait: booleanFlag("wait for one object before the next one is resumed"),
};
