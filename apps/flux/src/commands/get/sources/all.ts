import { sourceKinds } from "../../../kinds/kinds.ts";
import { defineCommand } from "../../../program/command.ts";
import { getFlags } from "../flags.ts";
import { getKinds } from "../get.ts";

export const getAllSources = defineCommand({
  flags: getFlags,
  run: (context) => getKinds(sourceKinds, context),
});
