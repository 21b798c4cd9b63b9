import { formatDuration, parseGroupVersion } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import { ownedSelector } from "@flux-ts/apply";
import type { Change, InventoryEntry } from "@flux-ts/apply";
import { conditionIs, ReconcileError } from "@flux-ts/controller";
import type { ConditionState, Run } from "@flux-ts/controller";
import type { Kustomization } from "@flux-ts/flux-api";
import type { Clock, ObjectKey } from "@flux-ts/kube";
import { formatUnready, waitUntilReady } from "@flux-ts/live";
import type { WaitOptions, WaitOutcome, WatchPool } from "@flux-ts/live";
import { namespaceOf, timeoutOf } from "./spec.ts";

export interface HealthCheck {
  readonly watches: WatchPool;
  readonly changes: readonly Change[];
  /** The applied objects, for what their spec says about their end. */
  readonly objects: readonly KubeObject[];
  /** What status names from here on. */
  readonly inventory: readonly InventoryEntry[];
  readonly revision: string;
  readonly clock: Clock;
}

/** What the wait for health came to: the Healthy condition, or null when nothing is waited for. */
export type HealthResult = { readonly healthy: ConditionState | null; readonly news: boolean };

/**
 * Waits until the applied objects (`spec.wait`) or the named ones (`spec.healthChecks`) are ready. The wait is a
 * subscription: it holds no worker's time, ends at the timeout and when the run is interrupted.
 *
 * @throws ReconcileError HealthCheckFailed.
 */
export async function checkHealth(
  object: Kustomization,
  run: Run<Kustomization>,
  check: HealthCheck,
): Promise<HealthResult> {
  const keys = keysToCheck(object, check.changes);
  if (keys.length === 0) return { healthy: null, news: false };
  const wasHealthy = conditionIs(object.status?.conditions, "Healthy", "True");
  const message = `Running health checks for revision ${check.revision} with a timeout of ${formatDuration(timeoutOf(object))}`;
  await run.progress({
    message,
    ready: "keep",
    status: { inventory: { entries: check.inventory } },
    conditions: { Healthy: { status: "Unknown", reason: "Progressing", message } },
  });
  const start = check.clock.now();
  // Others may use this run's place meanwhile: a wait is no work.
  const outcome = await run.wait(async () => await awaitReadiness(object, run, { ...check, keys }));
  const elapsed = formatDuration(check.clock.now() - start);
  if (outcome.kind !== "ready") throw new HealthCheckError(outcome, elapsed);
  return {
    healthy: { status: "True", reason: "Succeeded", message: `Health check passed in ${elapsed}` },
    news: !wasHealthy,
  };
}

/** Some objects did not become ready. `healthy` is what the Healthy condition says of it. */
export class HealthCheckError extends ReconcileError {
  readonly healthy: ConditionState;

  constructor(outcome: Exclude<WaitOutcome, { kind: "ready" }>, elapsed: string) {
    const what = outcome.kind === "timeout" ? "timeout waiting for" : "failed early due to stalled resources";
    const message = `${what}: [${formatUnready(outcome.objects)}]`;
    super("HealthCheckFailed", `health check failed after ${elapsed}: ${message}`);
    this.healthy = { status: "False", reason: "HealthCheckFailed", message };
  }
}

function keysToCheck(object: Kustomization, changes: readonly Change[]): readonly ObjectKey[] {
  const { wait: all, healthChecks = [] } = object.spec;
  if (all !== true) return healthChecks.map((check) => ({ apiVersion: "v1", ...check }));
  return changes
    .filter(({ action }) => action !== "skipped")
    .map(({ object: key }) => key)
    .filter((key) => !isSelf(object, key));
}

/** A Kustomization that applies itself would wait for its own end. */
function isSelf(object: Kustomization, { apiVersion, kind, namespace, name }: ObjectKey): boolean {
  const { group } = parseGroupVersion(apiVersion);
  const sameKind = kind === object.kind && group === parseGroupVersion(object.apiVersion).group;
  return sameKind && name === object.metadata.name && namespace === namespaceOf(object);
}

async function awaitReadiness(
  object: Kustomization,
  { signal }: Run<Kustomization>,
  { keys, watches, objects, clock }: HealthCheck & { readonly keys: readonly ObjectKey[] },
): Promise<WaitOutcome> {
  const vanishing = new Set(objects.filter(isDeletedWhenDone).map(({ metadata }) => nameOf(metadata)));
  const options: WaitOptions = {
    timeoutMs: timeoutOf(object),
    signal,
    failFast: true,
    mayVanish: (key) => key.kind === "Job" && vanishing.has(nameOf(key)),
    clock,
    ...(object.spec.wait === true && { labelSelector: ownedSelector }),
  };
  return await waitUntilReady(watches, keys, options);
}

/** A Job that Kubernetes deletes some time after it finished. */
function isDeletedWhenDone({ kind, spec }: KubeObject): boolean {
  return (
    kind === "Job" && (spec as { ttlSecondsAfterFinished?: number } | undefined)?.ttlSecondsAfterFinished !== undefined
  );
}

function nameOf({ namespace = "", name }: { readonly namespace?: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}
