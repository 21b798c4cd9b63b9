import type { RecordRules } from "@flux-ts/live";
import { controls, controlPrefix, ownerLabels } from "./controls.ts";
import { defaultTakeover } from "./takeover.ts";

/** How applied objects are reduced to records, so that what apply would change shows in them. */
export function recordRules(fieldManager: string): RecordRules {
  return {
    fieldManager,
    takeover: defaultTakeover(fieldManager),
    ownerLabels: Object.keys(ownerLabels("", "")),
    controlPrefix,
    keepsOthers: controls.merged,
  };
}
