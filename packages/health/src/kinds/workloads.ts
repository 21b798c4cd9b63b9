import { conditionOf } from "../fields.ts";
import type { Fields } from "../fields.ts";
import type { Readiness } from "../readiness.ts";

/** A demand on the state of a workload: what to say while it is not met. */
type Demand = readonly [met: boolean, message: string];

/** The first demand that is not met keeps the workload in progress. */
function firstUnmet(demands: readonly Demand[], current: string): Readiness {
  const unmet = demands.find(([met]) => !met);
  return unmet ? { status: "InProgress", message: unmet[1] } : { status: "Current", message: current };
}

/** Kubernetes reads a missing deadline, and this one, as "never". */
const noDeadline = 2 ** 31 - 1;

export function checkDeployment(fields: Fields): Readiness {
  const progressing = conditionOf(fields, "Progressing");
  if (progressing?.reason === "ProgressDeadlineExceeded") {
    return { status: "Failed", message: "Progress deadline exceeded" };
  }
  const status = (name: string): number => fields.number("status", name) ?? 0;
  const wanted = fields.number("spec", "replicas") ?? 1;
  const [replicas, updated] = [status("replicas"), status("updatedReplicas")];
  const [ready, available] = [status("readyReplicas"), status("availableReplicas")];
  const unlimited = (fields.number("spec", "progressDeadlineSeconds") ?? noDeadline) === noDeadline;
  const rolledOut = progressing?.status === "True" && progressing.reason === "NewReplicaSetAvailable";
  return firstUnmet(
    [
      [replicas >= wanted, `Replicas: ${replicas}/${wanted}`],
      [updated >= wanted, `Updated: ${updated}/${wanted}`],
      [replicas <= wanted, `Pending termination: ${replicas - wanted}`],
      [available >= updated, `Available: ${available}/${updated}`],
      [ready >= wanted, `Ready: ${ready}/${wanted}`],
      [unlimited || rolledOut, "ReplicaSet not Available"],
      [conditionOf(fields, "Available")?.status === "True", "Deployment not Available"],
    ],
    `Deployment is available. Replicas: ${replicas}`,
  );
}

export function checkReplicaSet(fields: Fields): Readiness {
  const status = (name: string): number => fields.number("status", name) ?? 0;
  const wanted = fields.number("spec", "replicas") ?? 1;
  const [replicas, labelled] = [status("replicas"), status("fullyLabeledReplicas")];
  const [ready, available] = [status("readyReplicas"), status("availableReplicas")];
  const failing = conditionOf(fields, "ReplicaFailure")?.status === "True";
  return firstUnmet(
    [
      [!failing, "Replica Failure condition. Check Pods"],
      [labelled >= wanted, `Labelled: ${labelled}/${wanted}`],
      [available >= wanted, `Available: ${available}/${wanted}`],
      [ready >= wanted, `Ready: ${ready}/${wanted}`],
      [replicas <= wanted, `Pending termination: ${replicas - wanted}`],
    ],
    `ReplicaSet is available. Replicas: ${replicas}`,
  );
}

export function checkStatefulSet(fields: Fields): Readiness {
  if (fields.string("spec", "updateStrategy", "type") === "OnDelete") {
    return { status: "Current", message: "StatefulSet is using the ondelete update strategy" };
  }
  const status = (name: string): number => fields.number("status", name) ?? 0;
  const wanted = fields.number("spec", "replicas") ?? 1;
  const [replicas, ready] = [status("replicas"), status("readyReplicas")];
  const counts: Demand[] = [
    [replicas >= wanted, `Replicas: ${replicas}/${wanted}`],
    [ready >= wanted, `Ready: ${ready}/${wanted}`],
    [replicas <= wanted, `Pending termination: ${replicas - wanted}`],
  ];
  const partition = fields.number("spec", "updateStrategy", "rollingUpdate", "partition");
  if (partition !== undefined) {
    const updated = status("updatedReplicas");
    const share = wanted - partition;
    const done = `Partition rollout complete. updated: ${updated}`;
    return firstUnmet([...counts, [updated >= share, `updated: ${updated}/${share}`]], done);
  }
  const current = status("currentReplicas");
  const sameRevision = fields.string("status", "currentRevision") === fields.string("status", "updateRevision");
  return firstUnmet(
    [
      ...counts,
      [current >= wanted, `current: ${current}/${wanted}`],
      [sameRevision, "Waiting for updated revision to match current"],
    ],
    `All replicas scheduled as expected. Replicas: ${replicas}`,
  );
}

export function checkDaemonSet(fields: Fields): Readiness {
  const { kind, metadata } = fields.object;
  const status = (name: string): number => fields.number("status", name) ?? 0;
  const wanted = fields.number("status", "desiredNumberScheduled");
  const goal = wanted ?? 0;
  const [current, updated] = [status("currentNumberScheduled"), status("updatedNumberScheduled")];
  const [available, ready] = [status("numberAvailable"), status("numberReady")];
  return firstUnmet(
    [
      [metadata.generation !== undefined, `${kind} metadata.generation not found`],
      [fields.number("status", "observedGeneration") !== undefined, `${kind} status.observedGeneration not found`],
      [wanted !== undefined, "Missing .status.desiredNumberScheduled"],
      [current >= goal, `Current: ${current}/${goal}`],
      [updated >= goal, `Updated: ${updated}/${goal}`],
      [available >= goal, `Available: ${available}/${goal}`],
      [ready >= goal, `Ready: ${ready}/${goal}`],
    ],
    `All replicas scheduled as expected. Replicas: ${goal}`,
  );
}
