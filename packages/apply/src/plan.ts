import { mapConcurrently, passCheckpoint } from "@flux-ts/base";
import { systemClock } from "@flux-ts/kube";
import { checkObject, providedBy } from "./check.ts";
import type { Checked, Provided } from "./checked.ts";
import { ApplyError } from "./errors.ts";
import { entryOf } from "./inventory.ts";
import type { InventoryEntry } from "./inventory.ts";
import type { ApplyContext, ApplyOptions, DesiredObject } from "./options.ts";
import { compareForApply } from "./order.ts";
import { defaultTakeover } from "./takeover.ts";

/** An object that may be written, or may be checked once others were. */
export type PlannedObject = Exclude<Checked, { verdict: "invalid" }>;

/** A set whose every object is valid, as far as that can be known before the first write. */
export interface ApplyPlan {
  readonly context: ApplyContext;
  /** In the order of application. */
  readonly objects: readonly PlannedObject[];
  readonly provided: Provided;
  /** Every object of the set: what status must hold before the first write. */
  readonly inventory: readonly InventoryEntry[];
}

/**
 * Checks a set against the cluster by dry-runs and writes nothing.
 *
 * @throws ApplyError naming every object that the server refuses.
 */
export async function planApply(desired: readonly DesiredObject[], options: ApplyOptions): Promise<ApplyPlan> {
  const context: ApplyContext = {
    force: false,
    takeover: defaultTakeover(options.fieldManager),
    customStageKinds: new Set(),
    concurrency: 8,
    stageTimeoutMs: 60_000,
    clock: systemClock,
    reach: passCheckpoint,
    ...options,
  };
  const provided = providedBy(desired.map(({ object }) => object));
  const checked = await mapConcurrently(desired, context.concurrency, (item) => checkObject(context, item, provided));
  const failures = checked.flatMap((item) => (item.verdict === "invalid" ? [item.failure] : []));
  if (failures.length > 0) throw new ApplyError(failures, []);
  const objects = checked
    .filter((item) => item.verdict !== "invalid")
    .toSorted((a, b) => compareForApply(a.key, b.key));
  return { context, objects, provided, inventory: objects.map(({ key }) => entryOf(key)) };
}
