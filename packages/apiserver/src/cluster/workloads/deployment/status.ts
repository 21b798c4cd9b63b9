import type { JsonObject } from "@flux-ts/base";
import { counts } from "../../cluster.ts";
import { conditionOf, withCondition, withoutCondition } from "../../conditions.ts";
import type { Deployment, ReplicaSet, StatusCondition } from "../../kinds.ts";
import { boundsOf } from "./rollout.ts";

export interface Progress {
  /** Undefined while there is none: a paused Deployment makes none. */
  readonly next: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
  /** Whether its Pods are known to fail: nobody waits for the deadline then. */
  readonly failing: boolean;
  readonly now: number;
  readonly time: string;
}

export interface DeploymentReport {
  readonly status: JsonObject;
  /** When the deadline is over, in milliseconds since 1970. */
  readonly deadline: number | undefined;
}

/** What the deployment controller writes of a Deployment. */
export function deploymentStatus(deployment: Deployment, progress: Progress): DeploymentReport {
  const { next, old } = progress;
  const sets = next === undefined ? old : [...old, next];
  const sum = (count: (set: ReplicaSet) => number | undefined): number =>
    sets.reduce((total, set) => total + (count(set) ?? 0), 0);
  const replicas = sum(({ status }) => status?.replicas);
  const available = sum(({ status }) => status?.availableReplicas);
  const numbers = {
    replicas,
    updatedReplicas: next?.status?.replicas ?? 0,
    readyReplicas: sum(({ status }) => status?.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sum(({ spec }) => spec.replicas) - available),
  };
  const { conditions, deadline } = conditionsOf(deployment, progress, numbers);
  const { collisionCount } = deployment.status ?? {};
  return {
    status: {
      observedGeneration: deployment.metadata.generation ?? 1,
      ...counts(numbers),
      conditions: conditions,
      ...(collisionCount !== undefined && { collisionCount }),
    },
    deadline,
  };
}

interface Numbers {
  readonly replicas: number;
  readonly updatedReplicas: number;
  readonly readyReplicas: number;
  readonly availableReplicas: number;
}

function conditionsOf(
  deployment: Deployment,
  progress: Progress,
  numbers: Numbers,
): { readonly conditions: readonly StatusCondition[]; readonly deadline: number | undefined } {
  const { time } = progress;
  const known = deployment.status?.conditions ?? [];
  const enough = numbers.availableReplicas >= deployment.spec.replicas - boundsOf(deployment).unavailable;
  const available: StatusCondition = enough
    ? { type: "Available", status: "True", ...minimum.available }
    : { type: "Available", status: "False", ...minimum.missing };
  const progressing = progressOf(deployment, progress, numbers);
  const failure = conditionOf(
    progress.next?.status?.["conditions"] as unknown as readonly StatusCondition[] | undefined,
    "ReplicaFailure",
  );
  let conditions = updated(known, available, time);
  if (progressing.condition) conditions = updated(conditions, progressing.condition, time);
  conditions = failure ? updated(conditions, failure, time) : withoutCondition(conditions, "ReplicaFailure");
  return { conditions, deadline: progressing.deadline };
}

const minimum = {
  available: { reason: "MinimumReplicasAvailable", message: "Deployment has minimum availability." },
  missing: { reason: "MinimumReplicasUnavailable", message: "Deployment does not have minimum availability." },
};

/** Conditions with one of them, which also says when it was last looked at with another outcome. */
function updated(
  conditions: readonly StatusCondition[],
  { type, status, reason = "", message = "" }: StatusCondition,
  time: string,
): readonly StatusCondition[] {
  const before = conditionOf(conditions, type);
  const same = before?.status === status && before.reason === reason && before.message === message;
  if (same) return conditions;
  return withCondition(
    conditions,
    { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message },
    time,
  );
}

interface Progressing {
  /** Undefined when it stays as it is. */
  readonly condition: StatusCondition | undefined;
  readonly deadline: number | undefined;
}

function progressOf(deployment: Deployment, progress: Progress, numbers: Numbers): Progressing {
  const { spec, status } = deployment;
  const { next, failing, now } = progress;
  const known = conditionOf(status?.conditions, "Progressing");
  const say = (state: string, reason: string, message: string): Progressing => ({
    condition: { type: "Progressing", status: state, reason, message },
    deadline: undefined,
  });
  if (spec.paused === true) return say("Unknown", "DeploymentPaused", "Deployment is paused");
  if (next === undefined) return { condition: undefined, deadline: undefined };
  const name = `ReplicaSet "${next.metadata.name}"`;
  if (isComplete(spec.replicas, numbers)) {
    return say("True", "NewReplicaSetAvailable", `${name} has successfully progressed.`);
  }
  const timedOut = say("False", "ProgressDeadlineExceeded", `${name} has timed out progressing.`);
  if (failing) return timedOut;
  const counted = ["replicas", "updatedReplicas", "readyReplicas", "availableReplicas"] as const;
  const moved = counted.some((count) => (status?.[count] ?? 0) !== numbers[count]);
  const stuck = known?.reason === "ProgressDeadlineExceeded" && !moved;
  if (stuck) return { condition: undefined, deadline: undefined };
  if (moved || known === undefined || known.reason === "NewReplicaSetAvailable" || known.status !== "True") {
    return within(spec, now, say("True", "ReplicaSetUpdated", `${name} is progressing.`));
  }
  const deadline = Date.parse(known.lastUpdateTime ?? "") + (spec.progressDeadlineSeconds ?? 600) * 1000;
  return now >= deadline ? timedOut : { condition: undefined, deadline };
}

function within(spec: Deployment["spec"], now: number, { condition }: Progressing): Progressing {
  return { condition, deadline: now + (spec.progressDeadlineSeconds ?? 600) * 1000 };
}

function isComplete(wanted: number, { replicas, updatedReplicas, availableReplicas }: Numbers): boolean {
  return updatedReplicas === wanted && replicas === wanted && availableReplicas === wanted;
}
