import type { Condition, KubeObject } from "@flux-ts/base";

/** What all Flux objects say in their status. */
interface FluxStatus {
  readonly conditions?: readonly Condition[];
  readonly observedGeneration?: number;
  readonly lastHandledReconcileAt?: string;
}

export function statusOf(object: KubeObject): FluxStatus {
  return (object["status"] ?? {}) as FluxStatus;
}

export function conditionOf(object: KubeObject, type: string): Condition | undefined {
  return statusOf(object).conditions?.find((condition) => condition.type === type);
}

export function isSuspended(object: KubeObject): boolean {
  return (object["spec"] as { readonly suspend?: boolean } | undefined)?.suspend === true;
}

/**
 * Whether the controller has come to an end with the object as it is now, good or bad. An object that failed and will
 * be tried again is settled.
 */
export function isSettled(object: KubeObject): boolean {
  const ready = conditionOf(object, "Ready");
  if (ready === undefined || ready.status === "Unknown") return false;
  const seen = ready.observedGeneration ?? statusOf(object).observedGeneration;
  if (seen !== object.metadata.generation) return false;
  const reconciling = conditionOf(object, "Reconciling");
  return reconciling?.status !== "True" || reconciling.reason === "ProgressingWithRetry";
}
