/** The reconcile loop: queue, triggers, conditions, finalizers, status, events, metrics. @module */
export { conditionIs, findCondition, withCondition, withConditions, withoutCondition } from "./conditions.ts";
export type { ConditionChanges, ConditionState, Stamp } from "./conditions.ts";

export type { Controller, ControllerClient, ControllerKind, ControllerOptions, Pace, Scope } from "./controller.ts";

export { ReconcileError, toReconcileError } from "./errors.ts";
export type { Disposition, ReconcileErrorOptions } from "./errors.ts";

export type { EventMetadata, EventRecorder, EventSeverity, ObjectEvent, RunEvent } from "./events/event.ts";

export { interruptionOf, RunInterrupted } from "./interruption.ts";
export type { InterruptionReason } from "./interruption.ts";

export type { Metrics } from "./metrics.ts";

export type { Conclusion, Progress, Reconciler, Run, RunReason, StatusChange, StatusOf } from "./reconciler.ts";

export type { Indexes, Lookup, Trigger, WatchSource } from "./triggers.ts";
