import { realChanges } from "@flux-ts/apply";
import type { Change } from "@flux-ts/apply";
import type { ConditionState } from "@flux-ts/controller";
import { objectId } from "@flux-ts/live";
import { appliedObjects, entriesOf, keptObjects } from "../known/applied.ts";
import type { AppliedObject } from "../known/applied.ts";
import type { KnownSet } from "../known/sets.ts";
import { eventMetadata } from "./conclude.ts";
import { converge, pruneStale } from "./converge.ts";
import { driftConditions, noteCorrections } from "./drift.ts";
import type { DriftConditions } from "./drift.ts";
import { checkHealth } from "./health.ts";
import type { Work } from "./ports.ts";
import { buildRevision, isSettled, readInputs } from "./revision.ts";
import type { Inputs } from "./revision.ts";
import { chooseTask } from "./task.ts";
import type { Task } from "./task.ts";

/** What a good run came to. */
export interface Outcome {
  /** What the Healthy condition says, or null when nothing is waited for. */
  readonly healthy: ConditionState | null;
  readonly drift: DriftConditions;
  /** Everything is as status says already: there is nothing to tell. */
  readonly quiet: boolean;
}

/** Brings the cluster to the source's revision, asking about no more objects than there is reason to. */
export async function advance(work: Work): Promise<Outcome> {
  const end = work.cluster.live.begin(work.owner);
  let written: Written;
  try {
    written = await write(work);
  } finally {
    end();
  }
  // From here on drift is told at once and ends the run: what was deleted would be waited for in vain.
  const { ports, owner } = work;
  ports.settling.add(owner);
  try {
    return await settle(work, written);
  } finally {
    ports.settling.delete(owner);
  }
}

interface Written {
  readonly changes: readonly Change[];
  readonly pruned: readonly Change[];
  readonly set: KnownSet;
}

async function write(work: Work): Promise<Written> {
  const { run, record } = work;
  const inputs = await readInputs(work);
  const task = await chooseTask(work, inputs.known);
  const { changes, set } = await applyTask(work, inputs, task);
  run.reach("kustomize/applied");
  const applied = entriesOf(set.objects);
  const pruned = await pruneStale(work, applied);
  record.inventory = applied;
  run.reach("kustomize/pruned");
  return { changes, pruned, set };
}

async function settle(work: Work, { changes, pruned, set }: Written): Promise<Outcome> {
  const { object, run, source } = work;
  const health = await checkHealth(work, set.objects);
  run.reach("kustomize/healthy");
  const written = realChanges([...changes, ...pruned]).length > 0;
  const isNew = object.status?.lastAppliedRevision !== source.revision;
  if (health.healthy && (health.news || (isNew && realChanges(changes).length > 0))) {
    const { message } = health.healthy;
    run.event({ severity: "info", reason: "Progressing", message, metadata: eventMetadata(source) });
  }
  return {
    healthy: health.healthy,
    drift: driftConditions(work),
    quiet: !written && !health.news && isToldAlready(work, set),
  };
}

function isToldAlready({ object, run, source }: Work, { digest }: KnownSet): boolean {
  const [last] = object.status?.history ?? [];
  return run.reason !== "request" && isSettled(object, source) && last?.digest === digest;
}

interface Applied {
  readonly changes: readonly Change[];
  readonly set: KnownSet;
}

async function applyTask(work: Work, { known, settings, variables }: Inputs, task: Task): Promise<Applied> {
  const { run, ports, record, owner, source } = work;
  if (known !== undefined) record.digest = known.digest;
  if (known !== undefined && task.step === "rest") {
    ports.sets.put(owner, known);
    return { changes: known.objects.map(asUnchanged), set: known };
  }
  const held = known && ports.sets.build(owner);
  const revision =
    held && known ? { build: held, closureDigest: known.closureDigest } : await buildRevision(work, variables);
  const { build, closureDigest } = revision;
  record.digest = build.digest;
  run.reach("kustomize/built");
  const before = new Map((known?.objects ?? []).map((item) => [objectId(item.key), item]));
  const { changes, desired } = await converge(work, build, { task, before });
  const objects = appliedObjects({
    fieldManager: ports.policy.fieldManager,
    owner: ownerValue(work),
    desired,
    changes,
    before,
  });
  noteCorrections(work, { changes, before, objects });
  const now = ports.clock.now();
  const verifiedAt = known === undefined || task.step === "verify-all" ? now : known.verifiedAt;
  const { closure, digest } = build;
  const set = { settings, artifact: source.artifact.digest, closure, closureDigest, digest, objects, verifiedAt };
  remember(work, set);
  ports.sets.put(owner, set, build);
  return { changes, set };
}

function remember({ cluster, ports, owner }: Work, { objects }: KnownSet): void {
  ports.clusters.forget(owner, cluster);
  cluster.live.keep(owner, keptObjects(objects));
}

/** Value of the owner labels, as records hold it. */
function ownerValue({ object: { metadata } }: Work): string {
  return `${metadata.name}/${metadata.namespace ?? ""}`;
}

function asUnchanged({ key, skipped }: AppliedObject): Change {
  return { object: key, action: skipped ? "skipped" : "unchanged" };
}
