import { formatDuration } from "@flux-ts/base";
import { ReconcileError } from "@flux-ts/controller";
import type { Conclusion, Reconciler } from "@flux-ts/controller";
import { apiVersionOf, kustomizationKind } from "@flux-ts/flux-api";
import type { Kustomization } from "@flux-ts/flux-api";
import { advance } from "./advance.ts";
import type { Outcome } from "./advance.ts";
import { announcement, eventMetadata, failed, isToldLately, succeeded } from "./conclude.ts";
import type { RunRecord, RunTime } from "./conclude.ts";
import { whyNotReady } from "./dependencies.ts";
import { nextCorrectionMs } from "./drift.ts";
import { finalize } from "./finalize.ts";
import type { KustomizationRun, Ports, Work } from "./ports.ts";
import { readinessRule } from "./health-expressions.ts";
import { readSource } from "./source.ts";
import type { SourceState } from "./source.ts";
import { intervalOf, namespaceOf, ownerOf } from "./spec.ts";

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
    const readiness = readinessRule(object);
    record.source = await readSource(object, {
      sources: ports.objects,
      // Who asks for a run may have changed the source a moment before.
      fresh: run.reason === "request",
      crossNamespace: ports.policy.crossNamespace,
      signal: run.signal,
    });
    run.reach("kustomize/source-read");
    ports.inWork.set(uid, record.source.revision);
    refuseUnsupported(object);
    await checkDependencies(object, run, ports, record.source);
    const work: Work = {
      object,
      run,
      ports,
      record,
      source: record.source,
      cluster: ports.clusters.of(object),
      owner: ownerOf(object),
      readiness,
    };
    return conclude(work, await advance(work), time());
  } catch (error) {
    run.signal.throwIfAborted();
    return failed(object, error, record, time());
  } finally {
    ports.inWork.delete(uid);
  }
}

/** An interval run that changed nothing says nothing, but for one in an hour. */
function conclude(work: Work, outcome: Outcome, time: RunTime): Conclusion<Kustomization> {
  const { object, run, ports, record, source, owner } = work;
  const requeueAfterMs = Math.min(intervalOf(object), nextCorrectionMs(work) ?? Number.POSITIVE_INFINITY);
  const silent = outcome.quiet && isToldLately(object, time.now);
  if (silent) ports.sets.countQuiet(owner);
  else {
    run.event(announcement(object, source, time));
    record.quietRuns = ports.sets.quiet(owner);
    ports.sets.resetQuiet(owner);
  }
  return { ...succeeded(object, { record, source, ...outcome, silent }, time), requeueAfterMs };
}

/** Fields whose engines are not there yet are refused by name, never passed over. */
function refuseUnsupported({ spec }: Kustomization): void {
  const unsupported = {
    decryption: spec.decryption !== undefined,
    ignore: (spec.ignore ?? []).length > 0,
  };
  const [field] = Object.entries(unsupported).find(([, used]) => used) ?? [];
  if (field === undefined) return;
  throw new ReconcileError("ReconciliationFailed", `spec.${field} is not supported yet`, { disposition: "stall" });
}

async function checkDependencies(
  object: Kustomization,
  run: KustomizationRun,
  { objects, dependencyRetryMs }: Ports,
  source: SourceState,
): Promise<void> {
  for (const reference of object.spec.dependsOn ?? []) {
    const dependency = await objects.find<Kustomization>(
      {
        apiVersion: apiVersionOf(kustomizationKind),
        kind: kustomizationKind.kind,
        namespace: reference.namespace ?? namespaceOf(object),
        name: reference.name,
      },
      { fresh: run.reason === "request", signal: run.signal },
    );
    const reason = whyNotReady(object, reference, dependency, source.revision);
    if (reason === undefined) continue;
    run.event({
      severity: "info",
      reason: "DependencyNotReady",
      message: `Dependencies do not meet ready condition, retrying in ${formatDuration(dependencyRetryMs)}`,
      metadata: eventMetadata(source),
    });
    // The dependency's readiness wakes this object at once; the delay is for what no event tells.
    throw new ReconcileError("DependencyNotReady", reason, { disposition: "wait" });
  }
}
