import { formatDuration, parseGroupVersion } from "@flux-ts/base";
import { ownedSelector } from "@flux-ts/apply";
import { conditionIs, findCondition, ReconcileError } from "@flux-ts/controller";
import type { ConditionState } from "@flux-ts/controller";
import type { Kustomization } from "@flux-ts/flux-api";
import type { ObjectKey } from "@flux-ts/kube";
import { formatUnready, objectId, readinessNow, waitUntilReady } from "@flux-ts/live";
import type { WaitOptions, WaitOutcome } from "@flux-ts/live";
import type { AppliedObject } from "../known/applied.ts";
import type { Work } from "./ports.ts";
import { isSettled } from "./revision.ts";
import { namespaceOf, timeoutOf } from "./spec.ts";

/** What the wait for health came to: the Healthy condition, or null when nothing is waited for. */
export type HealthResult = { readonly healthy: ConditionState | null; readonly news: boolean };

/**
 * Waits until the applied objects (`spec.wait`) or the named ones (`spec.healthChecks`) are ready. The wait is a
 * subscription: it holds no worker's time, ends at the timeout and when the run is interrupted.
 *
 * @throws ReconcileError HealthCheckFailed.
 */
export async function checkHealth(work: Work, objects: readonly AppliedObject[]): Promise<HealthResult> {
  const { object, run, source, record, ports } = work;
  const keys = keysToCheck(object, objects);
  if (keys.length === 0) return { healthy: null, news: false };
  if (await isReadyAlready(work, keys, waitOptions(work, objects))) return alreadyHealthy(object);
  const wasHealthy = conditionIs(object.status?.conditions, "Healthy", "True");
  const message = `Running health checks for revision ${source.revision} with a timeout of ${formatDuration(timeoutOf(object))}`;
  await run.progress({
    message,
    ready: "keep",
    status: { inventory: { entries: record.inventory } },
    conditions: { Healthy: { status: "Unknown", reason: "Progressing", message } },
  });
  const start = ports.clock.now();
  // Others may use this run's place meanwhile: a wait is no work.
  const outcome = await run.wait(
    async () => await waitUntilReady(work.cluster.watches, keys, waitOptions(work, objects)),
  );
  const elapsed = formatDuration(ports.clock.now() - start);
  if (outcome.kind !== "ready") throw new HealthCheckError(outcome, elapsed);
  return {
    healthy: healthyAfter(elapsed),
    news: !wasHealthy,
  };
}

/** How long watches may take to open before it is shown that health is waited for. */
const openingMs = 2000;

/** Whether everything is ready, so that nobody has to be told of a wait. */
async function isReadyAlready(
  { object, run, source, cluster: { watches } }: Work,
  keys: readonly ObjectKey[],
  options: WaitOptions,
): Promise<boolean> {
  const now = readinessNow(watches, keys, options);
  if (now !== undefined) return now.kind === "ready";
  // Nobody watches yet, as after a restart. What was healthy most likely still is.
  if (!isSettled(object, source) || !conditionIs(object.status?.conditions, "Healthy", "True")) return false;
  const outcome = await run.wait(async () => await waitUntilReady(watches, keys, { ...options, timeoutMs: openingMs }));
  return outcome.kind === "ready";
}

/** Everything is ready without a wait. Where that was so before, the condition stays as it is. */
function alreadyHealthy(object: Kustomization): HealthResult {
  const known = findCondition(object.status?.conditions, "Healthy");
  if (known?.status === "True") {
    const { status, reason, message } = known;
    return { healthy: { status, reason, message }, news: false };
  }
  return { healthy: healthyAfter("0s"), news: true };
}

function healthyAfter(elapsed: string): ConditionState {
  return { status: "True", reason: "Succeeded", message: `Health check passed in ${elapsed}` };
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

function keysToCheck(object: Kustomization, objects: readonly AppliedObject[]): readonly ObjectKey[] {
  const { wait: all, healthChecks = [] } = object.spec;
  if (all !== true) return healthChecks.map((check) => ({ apiVersion: "v1", ...check }));
  return objects
    .filter(({ skipped }) => skipped === undefined)
    .map(({ key }) => key)
    .filter((key) => !isSelf(object, key));
}

/** A Kustomization that applies itself would wait for its own end. */
function isSelf(object: Kustomization, { apiVersion, kind, namespace, name }: ObjectKey): boolean {
  const { group } = parseGroupVersion(apiVersion);
  const sameKind = kind === object.kind && group === parseGroupVersion(object.apiVersion).group;
  return sameKind && name === object.metadata.name && namespace === namespaceOf(object);
}

function waitOptions(
  { object, run: { signal }, ports: { clock }, readiness }: Work,
  objects: readonly AppliedObject[],
): WaitOptions {
  const vanishing = new Set(objects.filter(({ vanishes }) => vanishes).map(({ key }) => objectId(key)));
  return {
    timeoutMs: timeoutOf(object),
    signal,
    failFast: true,
    mayVanish: (key) => vanishing.has(objectId(key)),
    readiness: (seen) => readiness(seen, clock.now()),
    clock,
    ...(object.spec.wait === true && { labelSelector: ownedSelector }),
  };
}
