import { formatDuration, formatPosition } from "@flux-ts/base";
import type { FileTree } from "@flux-ts/base";
import {
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
  entryOf,
} from "@flux-ts/apply";
import type { ApplyPlan, Change, InventoryEntry } from "@flux-ts/apply";
import { ArtifactError } from "@flux-ts/artifact";
import { ReconcileError, toReconcileError } from "@flux-ts/controller";
import type { ConditionState, Conclusion, Reconciler, Run } from "@flux-ts/controller";
import type { Artifact, Kustomization } from "@flux-ts/flux-api";
import { apiVersionOf, kustomizationKind } from "@flux-ts/flux-api";
import type { Client, Clock } from "@flux-ts/kube";
import type { Build } from "../build/build.ts";
import { buildManifests } from "../build/build.ts";
import type { ClusterAccess, ClusterAccesses } from "./access.ts";
import { whyNotReady } from "./dependencies.ts";
import { finalize } from "./finalize.ts";
import { announcement, eventMetadata, failed, succeeded } from "./conclude.ts";
import type { RunRecord, RunTime } from "./conclude.ts";
import { checkHealth } from "./health.ts";
import { placeObjects } from "./placement.ts";
import { readSource } from "./source.ts";
import type { SourceState } from "./source.ts";
import type { SourceReader } from "./source-cache.ts";
import { namespaceOf, timeoutOf } from "./spec.ts";
import { readVariables } from "./variables.ts";

/** What the reconciler of Kustomizations works with. */
export interface Ports {
  readonly client: Client;
  readonly clusters: ClusterAccesses;
  readonly sources: SourceReader;
  /** Fetches and unpacks an artifact; its digest is checked. */
  readonly fetchTree: (artifact: Artifact, signal: AbortSignal) => Promise<FileTree>;
  readonly clock: Clock;
  /** Revisions that runs under way work on, by uid: kept here, read by the source trigger. */
  readonly inWork: Map<string, string>;
  readonly policy: Policy;
}

export interface Policy {
  /** Name under which fields are owned in the cluster. */
  readonly fieldManager: string;
  /** Whether sources of other namespaces may be used. */
  readonly crossNamespace: boolean;
  /** Whether a variable without value and default fails the build. */
  readonly strictSubstitution: boolean;
  readonly customStageKinds: ReadonlySet<string>;
  readonly applyConcurrency: number;
  /** Namespace for objects that need one and name none. @default none: they are refused, as upstream does */
  readonly fallbackNamespace?: string;
}

type KustomizationRun = Run<Kustomization>;

export function createKustomizationReconciler(ports: Ports): Reconciler<Kustomization> {
  return {
    reconcile: async (object, run) => await reconcile(object, run, ports),
    finalize: async (object, run) => await finalize(object, run, ports),
  };
}

/** One run: source, dependencies, build, check, write, prune, wait. */
async function reconcile(
  object: Kustomization,
  run: KustomizationRun,
  ports: Ports,
): Promise<Conclusion<Kustomization>> {
  const start = ports.clock.now();
  const uid = object.metadata.uid ?? "";
  const record: RunRecord = { inventory: object.status?.inventory?.entries ?? [] };
  const time = (): RunTime => ({ now: run.now(), durationMs: ports.clock.now() - start });
  try {
    record.source = await readSource(object, {
      sources: ports.sources,
      // Who asks for a run may have changed the source a moment before.
      fresh: run.reason === "request",
      crossNamespace: ports.policy.crossNamespace,
      signal: run.signal,
    });
    run.reach("kustomize/source-read");
    ports.inWork.set(uid, record.source.revision);
    refuseUnsupported(object);
    await checkDependencies(object, run, ports, record.source);
    const healthy = await advance(object, run, ports, { record, source: record.source });
    run.event(announcement(object, record.source, time()));
    return succeeded(object, { record, source: record.source, healthy }, time());
  } catch (error) {
    run.signal.throwIfAborted();
    return failed(object, error, record, time());
  } finally {
    ports.inWork.delete(uid);
  }
}

/** Brings the cluster to the source's revision. Gives what the Healthy condition says then. */
async function advance(
  object: Kustomization,
  run: KustomizationRun,
  ports: Ports,
  { record, source }: { readonly record: RunRecord; readonly source: SourceState },
): Promise<ConditionState | null> {
  const cluster = ports.clusters.of(object);
  const build = await buildRevision(object, run, ports, source);
  record.build = build;
  run.reach("kustomize/built");
  const plan = await check(object, run, ports, { cluster, build });
  run.reach("kustomize/checked");
  await announceInventory(run, record, plan);
  run.reach("kustomize/inventory-announced");
  const changes = await write(run, plan, source);
  run.reach("kustomize/applied");
  const applied = changes.map(({ object: key }) => entryOf(key));
  await prune(object, run, { cluster, record, applied, source });
  record.inventory = applied;
  run.reach("kustomize/pruned");
  const health = await checkHealth(object, run, {
    watches: cluster.watches,
    changes,
    objects: build.objects.map(({ object: built }) => built),
    inventory: applied,
    revision: source.revision,
    clock: ports.clock,
  });
  run.reach("kustomize/healthy");
  const isNew = object.status?.lastAppliedRevision !== source.revision;
  if (health.healthy && (health.news || (isNew && realChanges(changes).length > 0))) {
    const { message } = health.healthy;
    run.event({ severity: "info", reason: "Progressing", message, metadata: eventMetadata(source) });
  }
  return health.healthy;
}

/** Fields whose engines are not there yet are refused by name, never passed over. */
function refuseUnsupported({ spec }: Kustomization): void {
  const unsupported = {
    decryption: spec.decryption !== undefined,
    healthCheckExprs: (spec.healthCheckExprs ?? []).length > 0,
    "dependsOn.readyExpr": (spec.dependsOn ?? []).some(({ readyExpr }) => readyExpr !== undefined),
    ignore: (spec.ignore ?? []).length > 0,
  };
  const [field] = Object.entries(unsupported).find(([, used]) => used) ?? [];
  if (field === undefined) return;
  throw new ReconcileError("ReconciliationFailed", `spec.${field} is not supported yet`, { disposition: "stall" });
}

async function checkDependencies(
  object: Kustomization,
  run: KustomizationRun,
  { client }: Ports,
  { revision }: SourceState,
): Promise<void> {
  for (const reference of object.spec.dependsOn ?? []) {
    const dependency = await client.find<Kustomization>(
      {
        apiVersion: apiVersionOf(kustomizationKind),
        kind: kustomizationKind.kind,
        namespace: reference.namespace ?? namespaceOf(object),
        name: reference.name,
      },
      { signal: run.signal },
    );
    const reason = whyNotReady(object, reference, dependency, revision);
    if (reason === undefined) continue;
    // The dependency's readiness wakes this object at once; the delay is for what no event tells.
    throw new ReconcileError("DependencyNotReady", reason, { disposition: "wait" });
  }
}

async function buildRevision(
  object: Kustomization,
  run: KustomizationRun,
  ports: Ports,
  source: SourceState,
): Promise<Build> {
  run.note({
    message: progressText("Fetching manifests for", object, source),
    ready: { message: "Reconciliation in progress" },
    status: { lastAttemptedRevision: source.revision },
  });
  const tree = await fetchSource(source, run, ports);
  run.reach("kustomize/fetched");
  run.note({ message: progressText("Building manifests for", object, source) });
  const variables = await readVariables(object, { client: ports.client, signal: run.signal });
  const { strictSubstitution } = ports.policy;
  const build = await buildManifests(object, { tree, variables, strictSubstitution });
  for (const { object: subject, origin, paths } of build.unknownFields) {
    run.log.info("unknown fields are not applied", { subject, fields: paths, at: formatPosition(origin) });
  }
  return build;
}

async function fetchSource({ artifact }: SourceState, run: KustomizationRun, ports: Ports): Promise<FileTree> {
  try {
    return await ports.fetchTree(artifact, run.signal);
  } catch (error) {
    run.signal.throwIfAborted();
    if (error instanceof ArtifactError && error.code === "not-found") {
      const message = "Source is not ready, artifact not found, retrying in 30s";
      throw new ReconcileError("ArtifactFailed", message, { disposition: "wait", cause: error });
    }
    throw toReconcileError(error, "ArtifactFailed");
  }
}

async function check(
  object: Kustomization,
  run: KustomizationRun,
  { policy, clock }: Ports,
  { cluster, build }: { readonly cluster: ClusterAccess; readonly build: Build },
): Promise<ApplyPlan> {
  const { fallbackNamespace: namespace } = policy;
  const { client } = cluster;
  const placed =
    namespace === undefined
      ? build.objects
      : await placeObjects(build.objects, { client, namespace, signal: run.signal });
  return await planApply(placed, {
    ...cluster,
    clock,
    signal: run.signal,
    fieldManager: policy.fieldManager,
    force: object.spec.force ?? false,
    customStageKinds: policy.customStageKinds,
    concurrency: policy.applyConcurrency,
    stageTimeoutMs: timeoutOf(object),
    reach: run.reach,
  });
}

/** Before the first write that adds objects, status names them: a crash from here on leaves no orphan. */
async function announceInventory(run: KustomizationRun, record: RunRecord, plan: ApplyPlan): Promise<void> {
  const known = new Set(record.inventory.map(({ id }) => id));
  if (plan.inventory.every(({ id }) => known.has(id))) return;
  record.inventory = unionOfEntries(record.inventory, plan.inventory);
  await run.progress({
    message: `Applying ${plan.inventory.length} objects`,
    ready: "keep",
    status: { inventory: { entries: record.inventory } },
  });
}

async function write(run: KustomizationRun, plan: ApplyPlan, source: SourceState): Promise<readonly Change[]> {
  const changes = await executePlan(plan);
  const text = formatChanges(realChanges(changes));
  if (text !== "")
    run.event({ severity: "info", reason: "Progressing", message: text, metadata: eventMetadata(source) });
  return changes;
}

interface Pruning {
  readonly cluster: ClusterAccess;
  readonly record: RunRecord;
  readonly applied: readonly InventoryEntry[];
  readonly source: SourceState;
}

async function prune(
  object: Kustomization,
  run: KustomizationRun,
  { cluster, record, applied, source }: Pruning,
): Promise<void> {
  const stale = staleEntries(record.inventory, applied);
  if (!object.spec.prune || stale.length === 0) return;
  try {
    const changes = await pruneObjects(stale.map(keyOfEntry), {
      client: cluster.client,
      owner: ownerLabels(object.metadata.name, namespaceOf(object)),
      signal: run.signal,
      reach: run.reach,
    });
    run.event({
      severity: "info",
      reason: "Progressing",
      message: formatChanges(changes),
      metadata: eventMetadata(source),
    });
  } catch (error) {
    if (error instanceof PruneError) record.inventory = [...applied, ...error.survivors.map(entryOf)];
    throw error;
  }
}

function progressText(doing: string, object: Kustomization, { revision }: SourceState): string {
  return `${doing} revision ${revision} with a timeout of ${formatDuration(timeoutOf(object))}`;
}
