import type { KubeObject, ObjectMeta } from "@flux-ts/base";
import { mapConcurrently, messageOf } from "@flux-ts/base";
import { readinessOf } from "@flux-ts/health";
import type { ObjectKey } from "@flux-ts/kube";
import { formatUnready, waitUntilGone, waitUntilReady } from "@flux-ts/live";
import { formatKey } from "./changes.ts";
import type { Action, Change } from "./changes.ts";
import { checkObject } from "./check.ts";
import { ApplyError } from "./errors.ts";
import type { ApplyFailure } from "./errors.ts";
import type { ApplyContext, DesiredObject } from "./options.ts";
import type { ApplyPlan, PlannedObject } from "./plan.ts";
import { isDefinition } from "./definitions.ts";
import { batchOf } from "./order.ts";
import { awaitedStages, stageOf, stages } from "./stages.ts";
import { takeOver } from "./takeover.ts";

/**
 * Writes a plan stage by stage. What a stage defines is ready before the next begins; within a stage what others
 * may need is written before them, and what needs nothing of each other side by side.
 *
 * @returns what became of each object, in the order of application.
 * @throws ApplyError when an object is refused; its `changes` say what was written before. The rest stays unwritten.
 */
export async function executePlan(plan: ApplyPlan): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const stage of stages) {
    const members = plan.objects.filter(
      ({ desired }) => stageOf(desired.object, plan.context.customStageKinds) === stage,
    );
    const ready = await checkLate(plan, members, changes);
    const written: Written[] = [];
    for (const batch of batchesOf(ready)) written.push(...(await writeBatch(plan.context, batch, changes)));
    if (members.length > 0) plan.context.reach("apply/stage-written");
    if (awaitedStages.has(stage)) await awaitReady(plan.context, written.filter(isAwaited), changes);
    if (members.length > 0) plan.context.reach("apply/stage-ready");
    // Only now the server serves what the definitions define.
    if (written.some(changesDefinition)) plan.context.client.discovery.invalidate();
  }
  return changes;
}

/** Checks the objects of a stage that could not be checked before. */
async function checkLate(
  { context, provided }: ApplyPlan,
  members: readonly PlannedObject[],
  changes: readonly Change[],
): Promise<PlannedObject[]> {
  const checked = await mapConcurrently(members, context.concurrency, async (member) =>
    member.verdict === "later" ? await checkObject(context, member.desired, provided) : member,
  );
  const failures = checked.flatMap((item) =>
    item.verdict === "invalid" || item.verdict === "later" ? [item.failure] : [],
  );
  if (failures.length > 0) throw new ApplyError(failures, changes);
  return checked.filter((item) => item.verdict !== "invalid");
}

function batchesOf(members: readonly PlannedObject[]): PlannedObject[][] {
  const batches: PlannedObject[][] = [];
  for (const member of members) {
    const current = batches.at(-1);
    if (current?.[0] && batchOf(current[0].key) === batchOf(member.key)) current.push(member);
    else batches.push([member]);
  }
  return batches;
}

interface Written {
  readonly member: PlannedObject;
  readonly action: Action;
  /** As it is in the cluster now; undefined when it was not looked at. */
  readonly object?: KubeObject | undefined;
  readonly metadata?: ObjectMeta | undefined;
}

/** Writes objects side by side. Every write that happened is in `changes`, also when another one failed. */
async function writeBatch(
  context: ApplyContext,
  batch: readonly PlannedObject[],
  changes: Change[],
): Promise<readonly Written[]> {
  const failures: ApplyFailure[] = [];
  const outcomes = await mapConcurrently(batch, context.concurrency, async (member) => {
    try {
      return await write(context, member);
    } catch (error) {
      context.signal.throwIfAborted();
      failures.push(writeFailure(member.key, member.desired, error));
      return undefined;
    }
  });
  const written = outcomes.filter((outcome) => outcome !== undefined);
  changes.push(...written.map(changeOf));
  if (failures.length > 0) throw new ApplyError(failures, changes);
  return written;
}

function changeOf({ member, action, object, metadata = object?.metadata }: Written): Change {
  const losses = member.verdict === "write" && member.losses.length > 0 ? member.losses : undefined;
  return { object: member.key, action, ...(metadata && { metadata }), ...(losses && { losses }) };
}

function writeFailure(key: ObjectKey, { origin }: DesiredObject, cause: unknown): ApplyFailure {
  return { object: key, message: `${formatKey(key)} apply failed: ${messageOf(cause)}`, origin, cause };
}

async function write(context: ApplyContext, member: PlannedObject): Promise<Written> {
  switch (member.verdict) {
    case "skip":
      return { member, action: "skipped", metadata: member.live };
    case "later":
      return { member, action: "skipped" };
    case "trust":
      return { member, action: "unchanged" };
    case "keep":
      return { member, action: "unchanged", object: member.live };
    case "replace":
      await replace(context, member.key);
      return { member, action: "created", object: await apply(context, member.desired) };
    case "write": {
      const { key, desired, live } = member;
      if (live !== undefined) await takeOver(context, { key, desired: desired.object, live });
      return { member, action: live ? "configured" : "created", object: await apply(context, desired) };
    }
  }
}

async function apply({ client, signal, reach }: ApplyContext, desired: DesiredObject): Promise<KubeObject> {
  const applied = await client.apply(desired.encoded ?? desired.object, { force: true, signal });
  reach("apply/written");
  return applied;
}

/** Deletes an object whose change is refused as immutable, and waits until it is gone. */
async function replace(
  { client, watches, signal, stageTimeoutMs, clock, reach }: ApplyContext,
  key: ObjectKey,
): Promise<void> {
  await client.delete(key, { propagationPolicy: "Background", signal });
  const outcome = await waitUntilGone(watches, [key], { signal, timeoutMs: stageTimeoutMs, clock });
  reach("apply/deleted-for-replacement");
  if (outcome.kind !== "ready") {
    throw new Error("immutable field detected, failed to wait for object to be deleted");
  }
}

function changesDefinition({ member, action }: Written): boolean {
  return (action === "created" || action === "configured") && isDefinition(member.desired.object);
}

/** Whether the object is not ready yet, as far as the server's answer tells. */
function isAwaited({ member, action, object }: Written): boolean {
  if (member.verdict === "trust") return false;
  return action !== "skipped" && (object === undefined || readinessOf(object).status !== "Current");
}

async function awaitReady(
  { watches, signal, stageTimeoutMs, clock }: ApplyContext,
  awaited: readonly Written[],
  changes: readonly Change[],
): Promise<void> {
  const keys = awaited.map(({ member }) => member.key);
  const outcome = await waitUntilReady(watches, keys, { signal, timeoutMs: stageTimeoutMs, clock });
  if (outcome.kind === "ready") return;
  const message = outcome.kind === "timeout" ? "timeout waiting for" : "failed early due to stalled resources";
  const failures = outcome.objects.map((unready): ApplyFailure => ({
    object: unready.object,
    message: `${message}: [${formatUnready([unready])}]`,
    origin: awaited.find(({ member }) => member.key === unready.object)?.member.desired.origin,
    cause: undefined,
  }));
  throw new ApplyError(failures, changes);
}
