import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";

/** What becomes of an object after a while: it runs, or it does not and says why. */
export type Fate = "ready" | "failed";

export interface Moment {
  readonly fate: Fate;
  /** As `lastTransitionTime` has it. */
  readonly time: string;
}

/** The status that Kubernetes' own controllers and kubelets would have written by now. */
export type StatusRule = (object: KubeObject, moment: Moment) => JsonObject;

export const deploymentStatus: StatusRule = (object, { fate, time }) => {
  const replicas = countOf(object, "replicas", 1);
  const observed = { observedGeneration: object.metadata.generation ?? 1 };
  if (fate === "failed") {
    return {
      ...observed,
      replicas,
      updatedReplicas: replicas,
      unavailableReplicas: replicas,
      conditions: [
        condition(
          "Available=False",
          "MinimumReplicasUnavailable",
          "Deployment does not have minimum availability.",
          time,
        ),
        condition(
          "Progressing=False",
          "ProgressDeadlineExceeded",
          progress(object, "has timed out progressing."),
          time,
        ),
      ],
    };
  }
  return {
    ...observed,
    ...counts({ replicas, updatedReplicas: replicas, readyReplicas: replicas, availableReplicas: replicas }),
    conditions: [
      condition("Available=True", "MinimumReplicasAvailable", "Deployment has minimum availability.", time),
      condition("Progressing=True", "NewReplicaSetAvailable", progress(object, "has successfully progressed."), time),
    ],
  };
};

export const replicaSetStatus: StatusRule = (object, { fate }) => {
  const replicas = countOf(object, "replicas", 1);
  const ready = fate === "ready" ? replicas : 0;
  return {
    observedGeneration: object.metadata.generation ?? 1,
    replicas,
    ...counts({ fullyLabeledReplicas: replicas, readyReplicas: ready, availableReplicas: ready }),
  };
};

export const statefulSetStatus: StatusRule = (object, { fate }) => {
  const replicas = countOf(object, "replicas", 1);
  const ready = fate === "ready" ? replicas : 0;
  const revision = `${object.metadata.name}-${object.metadata.generation ?? 1}`;
  return {
    observedGeneration: object.metadata.generation ?? 1,
    replicas,
    availableReplicas: ready,
    ...counts({ readyReplicas: ready, currentReplicas: replicas, updatedReplicas: replicas }),
    currentRevision: revision,
    updateRevision: revision,
    collisionCount: 0,
  };
};

/** A simulated cluster has one node. */
export const daemonSetStatus: StatusRule = (object, { fate }) => ({
  observedGeneration: object.metadata.generation ?? 1,
  currentNumberScheduled: 1,
  desiredNumberScheduled: 1,
  numberMisscheduled: 0,
  numberReady: fate === "ready" ? 1 : 0,
  updatedNumberScheduled: 1,
  ...(fate === "ready" ? { numberAvailable: 1 } : { numberUnavailable: 1 }),
});

export const jobStatus: StatusRule = (object, { fate, time }) => {
  const completions = countOf(object, "completions", countOf(object, "parallelism", 1));
  const started = { startTime: startTimeOf(object, time), terminating: 0, ready: 0 };
  if (fate === "failed") {
    const message = "Job has reached the specified backoff limit";
    return { ...started, failed: 1, conditions: [jobCondition("Failed", "BackoffLimitExceeded", message, time)] };
  }
  const message = "Reached expected number of succeeded pods";
  return {
    ...started,
    succeeded: completions,
    completionTime: time,
    conditions: [jobCondition("Complete", "CompletionsReached", message, time)],
  };
};

export const volumeClaimStatus: StatusRule = ({ spec }, { fate }) => {
  if (fate === "failed" || !isJsonObject(spec)) return { phase: "Pending" };
  const resources = isJsonObject(spec["resources"]) ? spec["resources"] : {};
  return {
    phase: "Bound",
    ...(spec["accessModes"] !== undefined && { accessModes: spec["accessModes"] }),
    ...(resources["requests"] !== undefined && { capacity: resources["requests"] }),
  };
};

/** Load balancers get an address of the range for documentation (RFC 5737). */
export const serviceStatus: StatusRule = ({ spec, status }, { fate }) => {
  const balanced = isJsonObject(spec) && spec["type"] === "LoadBalancer";
  if (balanced && fate === "ready") return { loadBalancer: { ingress: [{ ip: "192.0.2.1", ipMode: "VIP" }] } };
  return isJsonObject(status) ? status : { loadBalancer: {} };
};

function countOf({ spec }: KubeObject, field: string, fallback: number): number {
  const value = isJsonObject(spec) ? spec[field] : undefined;
  return typeof value === "number" ? value : fallback;
}

/** Kubernetes leaves counts of zero out. */
function counts(values: { readonly [name: string]: number }): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value > 0));
}

function condition(state: string, reason: string, message: string, time: string): JsonObject {
  const [type = "", status = ""] = state.split("=");
  return { type, status, lastUpdateTime: time, lastTransitionTime: time, reason, message };
}

function jobCondition(type: string, reason: string, message: string, time: string): JsonObject {
  return { type, status: "True", lastProbeTime: time, lastTransitionTime: time, reason, message };
}

function progress({ metadata }: KubeObject, what: string): string {
  return `ReplicaSet "${metadata.name}-${metadata.generation ?? 1}" ${what}`;
}

function startTimeOf({ status }: KubeObject, time: string): string {
  const start = isJsonObject(status) ? status["startTime"] : undefined;
  return typeof start === "string" ? start : time;
}
