import { allKinds } from "../../kinds/kinds.ts";
import { defineCommand } from "../../program/command.ts";
import { getFlags } from "./flags.ts";
import { getKinds } from "./get.ts";

export const getAll = defineCommand({
  flags: getFlags,
  run: (context) => getKinds(allKinds, context),
});
