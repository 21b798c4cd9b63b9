import { formatGroupVersion, kindOf } from "@flux-ts/base";
import type { KubeObject } from "@flux-ts/base";
import {
  checkDefinition,
  checkDisruptionBudget,
  checkJob,
  checkPod,
  checkService,
  checkVolumeClaim,
} from "./kinds/others.ts";
import { checkDaemonSet, checkDeployment, checkReplicaSet, checkStatefulSet } from "./kinds/workloads.ts";
import { conditionOf, conditionsOf, fieldsOf } from "./fields.ts";
import type { Fields } from "./fields.ts";

/**
 * How far an object is: `Current` is ready, `InProgress` may become so, `Failed` will not without a change,
 * `Terminating` is being deleted; `NotFound` and `Unknown` are for those who look for the object.
 */
export type ReadinessStatus = "Current" | "InProgress" | "Failed" | "Terminating" | "NotFound" | "Unknown";

export interface Readiness {
  readonly status: ReadinessStatus;
  readonly message: string;
}

export interface ReadinessOptions {
  /** Milliseconds since the epoch: with it, a Pod that could not be scheduled for 15 seconds has failed. */
  readonly now?: number;
}

type Check = (fields: Fields, options: ReadinessOptions) => Readiness;

const checks: { readonly [groupKind: string]: Check } = {
  "apps/Deployment": checkDeployment,
  "apps/StatefulSet": checkStatefulSet,
  "apps/DaemonSet": checkDaemonSet,
  "apps/ReplicaSet": checkReplicaSet,
  "extensions/Deployment": checkDeployment,
  "extensions/DaemonSet": checkDaemonSet,
  "extensions/ReplicaSet": checkReplicaSet,
  "batch/Job": checkJob,
  "batch/CronJob": alwaysReady,
  "policy/PodDisruptionBudget": checkDisruptionBudget,
  "apiextensions.k8s.io/CustomResourceDefinition": checkDefinition,
  Pod: checkPod,
  Service: checkService,
  PersistentVolumeClaim: checkVolumeClaim,
  ConfigMap: alwaysReady,
  Secret: alwaysReady,
};

/** How ready an object is by the rules of kstatus, as Flux uses them: a Job is ready when it has completed. */
export function readinessOf(object: KubeObject, options: ReadinessOptions = {}): Readiness {
  const { group, kind } = kindOf(object);
  const fields = fieldsOf(object);
  const check = checks[formatGroupVersion({ group, version: kind })] ?? checkReadyCondition;
  return generic(object, fields) ?? check(fields, options);
}

/** What holds for every kind: deletion, a controller that is behind, and the conditions made for this. */
function generic({ kind, metadata }: KubeObject, fields: Fields): Readiness | undefined {
  if (metadata.deletionTimestamp !== undefined) {
    return { status: "Terminating", message: "Resource scheduled for deletion" };
  }
  const observed = fields.number("status", "observedGeneration");
  const { generation } = metadata;
  if (observed !== undefined && generation !== undefined && observed !== generation) {
    const message = `${kind} generation is ${generation}, but latest observed generation is ${observed}`;
    return { status: "InProgress", message };
  }
  // Where both are true the first one counts.
  for (const { type, status, message = "" } of conditionsOf(fields)) {
    if (status !== "True") continue;
    if (type === "Reconciling") return { status: "InProgress", message };
    if (type === "Stalled") return { status: "Failed", message };
  }
  return undefined;
}

function checkReadyCondition(fields: Fields): Readiness {
  const ready = conditionOf(fields, "Ready");
  if (ready === undefined) return { status: "Current", message: "Resource is current" };
  if (ready.status === "True") return { status: "Current", message: "Resource is Ready" };
  return { status: "InProgress", message: ready.message ?? "" };
}

function alwaysReady(): Readiness {
  return { status: "Current", message: "Resource is always ready" };
}
