/** The reconcile loop: queue, triggers, conditions, finalizers, status, events, metrics. @module */
export { conditionIs, findCondition, withCondition, withConditions, withoutCondition } from "./conditions.ts";
export type { ConditionChanges, ConditionState, Stamp } from "./conditions.ts";

export { startController } from "./controller.ts";

export { ReconcileError, toReconcileError } from "./errors.ts";
export type { Disposition, ReconcileErrorOptions } from "./errors.ts";

export { combineRecorders } from "./events/combine.ts";
export type { EventMetadata, EventRecorder, EventSeverity, ObjectEvent, RunEvent } from "./events/event.ts";
export { createKubernetesEvents } from "./events/kubernetes.ts";
export type { KubernetesEventsOptions } from "./events/kubernetes.ts";
export { createNotificationEvents } from "./events/notification.ts";
export type { NotificationEventsOptions, PostJson } from "./events/notification.ts";

export { interruptionOf, RunInterrupted } from "./interruption.ts";
export type { InterruptionReason } from "./interruption.ts";

export { createMetrics } from "./metrics/metrics.ts";
export type { ControllerMetrics, MetricGauge, Metrics, MetricsOptions, RunResult } from "./metrics/metrics.ts";

export type { Controller, ControllerClient, ControllerKind, ControllerOptions, Pace, Scope } from "./options.ts";

export type { RunReason } from "./reason.ts";

export type { Conclusion, Progress, Reconciler, Run, StatusChange, StatusOf } from "./reconciler.ts";

export type { Indexes, Lookup, Trigger, WatchSource } from "./triggers.ts";
