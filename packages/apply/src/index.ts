/** Server-side apply of a set of objects: check, takeover, stages, inventory, prune. @module */
export { formatChanges, formatKey, realChanges } from "./changes.ts";
export type { Action, Change } from "./changes.ts";

export { ownedSelector, ownerLabels } from "./controls.ts";
export type { OwnerLabels } from "./controls.ts";

export { ApplyError, PruneError } from "./errors.ts";
export type { ApplyFailure } from "./errors.ts";

export { executePlan } from "./execute.ts";

export type { Loss } from "./losses.ts";

export { entryOf, keyOfEntry, staleEntries, unionOfEntries } from "./inventory.ts";
export type { InventoryEntry } from "./inventory.ts";

export type { ApplyOptions, DesiredObject } from "./options.ts";

export { planApply } from "./plan.ts";
export type { ApplyPlan } from "./plan.ts";

export { pruneObjects } from "./prune.ts";
export type { PruneOptions } from "./prune.ts";

export { recordRules } from "./records.ts";

export { defaultTakeover } from "./takeover.ts";
