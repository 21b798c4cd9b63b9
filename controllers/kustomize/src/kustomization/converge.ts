import {
  entryOf,
  executePlan,
  formatChanges,
  keyOfEntry,
  ownerLabels,
  planApply,
  pruneObjects,
  PruneError,
  realChanges,
  staleEntries,
  unionOfEntries,
} from "@flux-ts/apply";
import type { ApplyPlan, Change, DesiredObject, InventoryEntry } from "@flux-ts/apply";
import { keyOf } from "@flux-ts/kube";
import { objectId } from "@flux-ts/live";
import type { Build } from "../build/build.ts";
import type { AppliedObject } from "../known/applied.ts";
import { eventMetadata } from "./conclude.ts";
import { placeObjects } from "./placement.ts";
import type { Work } from "./ports.ts";
import { progressText, showWork } from "./revision.ts";
import { namespaceOf, timeoutOf } from "./spec.ts";
import type { Task } from "./task.ts";

/** Objects as they are given to apply, and what became of them. */
export interface Converged {
  readonly desired: readonly DesiredObject[];
  readonly changes: readonly Change[];
}

/** Checks the objects that the task names, then writes those that are not as they shall be. */
export async function converge(
  work: Work,
  build: Build,
  { task, before }: { readonly task: Task; readonly before: ReadonlyMap<string, AppliedObject> },
): Promise<Converged> {
  const { run, ports, owner } = work;
  const desired = (await placed(work, build)).map((item) =>
    isTrusted(item, { task, before }) ? { ...item, trusted: true } : item,
  );
  showWork(work, "Detecting drift");
  const plan = await planApply(desired, applyOptions(work));
  run.reach("kustomize/checked");
  if (plan.objects.some(({ verdict }) => ["write", "replace", "later"].includes(verdict))) {
    // If the process ends in between, nobody shall believe that all is as it was.
    ports.sets.drop(owner);
  }
  await announceInventory(work, plan);
  run.reach("kustomize/inventory-announced");
  const changes = await executePlan(plan);
  tell(work, realChanges(changes));
  return { desired, changes };
}

/** An object that is not in doubt and was applied as it shall be now is not asked about. */
function isTrusted(
  { object }: DesiredObject,
  { task, before }: { readonly task: Task; readonly before: ReadonlyMap<string, AppliedObject> },
): boolean {
  if (task.step === "verify-all") return false;
  const key = keyOf(object);
  const id = [objectId(key), objectId({ ...key, namespace: "" })].find((candidate) => before.has(candidate));
  return id !== undefined && !(task.step === "verify" && task.ids.has(id));
}

async function placed({ run, ports, cluster }: Work, build: Build): Promise<readonly DesiredObject[]> {
  const { fallbackNamespace: namespace } = ports.policy;
  if (namespace === undefined) return build.objects;
  return await placeObjects(build.objects, { client: cluster.client, namespace, signal: run.signal });
}

function applyOptions({ object, run, ports: { policy, clock }, cluster }: Work) {
  return {
    client: cluster.client,
    watches: cluster.watches,
    clock,
    signal: run.signal,
    fieldManager: policy.fieldManager,
    force: object.spec.force ?? false,
    customStageKinds: policy.customStageKinds,
    concurrency: policy.applyConcurrency,
    stageTimeoutMs: timeoutOf(object),
    reach: run.reach,
  };
}

/** Before the first write that adds objects, status names them: a crash from here on leaves no orphan. */
async function announceInventory({ object, run, record, source }: Work, plan: ApplyPlan): Promise<void> {
  const known = new Set(record.inventory.map(({ id }) => id));
  if (plan.inventory.every(({ id }) => known.has(id))) return;
  record.inventory = unionOfEntries(record.inventory, plan.inventory);
  await run.progress({
    message: progressText("Detecting drift", object, source),
    ready: "keep",
    status: { inventory: { entries: record.inventory } },
  });
}

/** Deletes what status names and the set no longer holds. Gives what became of it. */
export async function pruneStale(work: Work, applied: readonly InventoryEntry[]): Promise<readonly Change[]> {
  const { object, run, cluster, record } = work;
  const stale = staleEntries(record.inventory, applied);
  if (!object.spec.prune || stale.length === 0) return [];
  try {
    const changes = await pruneObjects(stale.map(keyOfEntry), {
      client: cluster.client,
      owner: ownerLabels(object.metadata.name, namespaceOf(object)),
      signal: run.signal,
      reach: run.reach,
    });
    tell(work, changes);
    return changes;
  } catch (error) {
    if (error instanceof PruneError) record.inventory = [...applied, ...error.survivors.map(entryOf)];
    throw error;
  }
}

function tell({ run, source }: Work, changes: readonly Change[]): void {
  const message = formatChanges(changes);
  if (message === "") return;
  run.event({ severity: "info", reason: "Progressing", message, metadata: eventMetadata(source) });
}
