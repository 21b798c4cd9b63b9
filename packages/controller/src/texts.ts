/** Names and texts that equal upstream's. */

export const requestAnnotation = "reconcile.fluxcd.io/requestedAt";
/** Field manager of what a controller writes to its own objects: never the one it applies others with. */
export function statusManagerOf(controllerName: string): string {
  return `gotk-${controllerName}`;
}

export const defaultFinalizer = "finalizers.fluxcd.io";

/** Annotations of an object under this prefix accompany all its events. */
export const eventAnnotationPrefix = "event.toolkit.fluxcd.io/";

export const readyCondition = "Ready";
export const reconcilingCondition = "Reconciling";
export const stalledCondition = "Stalled";

export const progressingReason = "Progressing";
export const progressingWithRetryReason = "ProgressingWithRetry";
/** Of errors that no reconciler foresaw. */
export const unexpectedFailureReason = "ReconciliationFailed";

/** Reconciling, before the kind has said anything more precise. */
export const progressMessage = "reconciliation in progress";
