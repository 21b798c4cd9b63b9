import { formatDuration } from "@flux-ts/base";
import type { Change } from "@flux-ts/apply";
import type { ConditionState } from "@flux-ts/controller";
import { objectId } from "@flux-ts/live";
import type { AppliedObject } from "../known/applied.ts";
import type { Fight } from "../known/fights.ts";
import { eventMetadata } from "./conclude.ts";
import type { FightLabel, Work } from "./ports.ts";
import { intervalOf, namespaceOf } from "./spec.ts";

/** Conditions of our own, beside upstream's; null where there is nothing to say. */
export type DriftConditions = {
  readonly DriftRecurring: ConditionState | null;
  readonly DriftUnwatched: ConditionState | null;
};

export interface Corrections {
  readonly changes: readonly Change[];
  readonly before: ReadonlyMap<string, AppliedObject>;
  readonly objects: readonly AppliedObject[];
}

/** Takes down what of others was undone. The beginning of a fight is told by a warning. */
export function noteCorrections(work: Work, { changes, before, objects }: Corrections): void {
  const { object, run, ports, owner, source } = work;
  const now = ports.clock.now();
  const desired = new Map(objects.map((item) => [objectId(item.key), item.desired]));
  for (const { object: key, losses } of changes) {
    const id = objectId(key);
    // What the set itself changed is no loss.
    if (losses === undefined || before.get(id)?.desired !== desired.get(id)) continue;
    for (const { field, manager } of losses) run.log.info("drift is put right", { subject: id, field, manager });
    const begun = ports.fights.note(owner, { id, losses, now, intervalMs: intervalOf(object) });
    if (begun.length === 0) continue;
    const message = describe(begun, now);
    run.event({ severity: "error", reason: "DriftRecurring", message, metadata: eventMetadata(source) });
  }
}

/** What is to be said about drift at the end of a run; the metric follows. */
export function driftConditions(work: Work): DriftConditions {
  const { ports, cluster, owner } = work;
  const now = ports.clock.now();
  const fights = ports.fights.of(owner, now);
  showFights(work, fights);
  const gaps = [...cluster.live.gaps(owner)];
  return {
    DriftRecurring:
      fights.length === 0 ? null : { status: "True", reason: "FieldRetaken", message: describe(fights, now) },
    DriftUnwatched: gaps.length === 0 ? null : { status: "True", reason: "WatchFailed", message: describeGaps(gaps) },
  };
}

/** When the next correction that has to wait is due, in milliseconds from now. */
export function nextCorrectionMs({ ports, owner }: Work): number | undefined {
  const now = ports.clock.now();
  const waits = ports.fights.of(owner, now).flatMap(({ until }) => (until > now ? [until - now] : []));
  return waits.length === 0 ? undefined : Math.min(...waits);
}

function describe(fights: readonly Fight[], now: number): string {
  return fights
    .map(({ id, field, manager, until }) => {
      const next =
        until > now ? `; the next correction is in ${formatDuration(Math.ceil((until - now) / 1000) * 1000)}` : "";
      return `${nameOf(id)}: ${field} is taken by "${manager}" again and again${next}`;
    })
    .join("\n");
}

function describeGaps(gaps: readonly (readonly [kind: string, why: string])[]): string {
  const lines = gaps.map(([kind, why]) => `${kind} cannot be watched: ${why}`).toSorted();
  return `${lines.join("\n")}\nThese objects are checked at every interval instead`;
}

/** `Kind/namespace/name` of an object id. */
function nameOf(id: string): string {
  const [, kind, namespace, name] = id.split("/");
  return [kind, namespace, name].filter(Boolean).join("/");
}

function showFights({ object, ports }: Work, fights: readonly Fight[]): void {
  const { kind, metadata } = object;
  const owner = { kind, name: metadata.name, namespace: namespaceOf(object) };
  ports.fightMetric.remove(owner);
  for (const { id, field, manager, times } of fights) {
    const labels: { readonly [label in FightLabel]: string } = { ...owner, object: nameOf(id), field, manager };
    ports.fightMetric.set(labels, times);
  }
}
