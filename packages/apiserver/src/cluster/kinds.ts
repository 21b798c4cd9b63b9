// The parts of built-in kinds that the simulated cluster reads and writes.
import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { ResourceName } from "../system/client.ts";

export const pods: ResourceName = { group: "", plural: "pods" };
export const replicaSets: ResourceName = { group: "apps", plural: "replicasets" };
export const deployments: ResourceName = { group: "apps", plural: "deployments" };
export const statefulSets: ResourceName = { group: "apps", plural: "statefulsets" };
export const daemonSets: ResourceName = { group: "apps", plural: "daemonsets" };
export const controllerRevisions: ResourceName = { group: "apps", plural: "controllerrevisions" };
export const jobs: ResourceName = { group: "batch", plural: "jobs" };
export const cronJobs: ResourceName = { group: "batch", plural: "cronjobs" };
export const nodes: ResourceName = { group: "", plural: "nodes" };
export const claims: ResourceName = { group: "", plural: "persistentvolumeclaims" };
export const volumes: ResourceName = { group: "", plural: "persistentvolumes" };
export const services: ResourceName = { group: "", plural: "services" };
export const endpoints: ResourceName = { group: "", plural: "endpoints" };
export const endpointSlices: ResourceName = { group: "discovery.k8s.io", plural: "endpointslices" };
export const ingresses: ResourceName = { group: "networking.k8s.io", plural: "ingresses" };
export const autoscalers: ResourceName = { group: "autoscaling", plural: "horizontalpodautoscalers", version: "v2" };
export const budgets: ResourceName = { group: "policy", plural: "poddisruptionbudgets" };

export type Labels = { readonly [key: string]: string };

/** A condition as built-in kinds have it; some have a time more. */
export type StatusCondition = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastUpdateTime?: string;
  readonly lastProbeTime?: string | null;
};

export type PodTemplate = {
  readonly metadata?: { readonly labels?: Labels; readonly annotations?: Labels };
  readonly spec: JsonObject;
};

export type Container = {
  readonly name: string;
  readonly image?: string;
  readonly restartPolicy?: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
};

export type ContainerStatus = {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: {
    readonly waiting?: { readonly reason?: string; readonly message?: string };
    readonly running?: { readonly startedAt?: string };
    readonly terminated?: { readonly exitCode: number };
  };
  readonly lastState?: JsonObject;
};

export type Pod = KubeObject & {
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly nodeName?: string;
    readonly nodeSelector?: Labels;
    readonly schedulerName?: string;
    readonly schedulingGates?: readonly JsonObject[];
    readonly restartPolicy?: string;
    readonly hostNetwork?: boolean;
    readonly readinessGates?: readonly { readonly conditionType: string }[];
    readonly volumes?: readonly JsonObject[];
  };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly StatusCondition[];
    readonly podIP?: string;
    readonly startTime?: string;
    readonly containerStatuses?: readonly ContainerStatus[];
  };
};

/** What ReplicaSets, StatefulSets and DaemonSets have in common. */
export type PodSet = KubeObject & {
  readonly spec: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly selector: JsonObject;
    readonly template: PodTemplate;
  };
  readonly status?: JsonObject;
};

export type ReplicaSet = PodSet & {
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
  };
};

export type Deployment = KubeObject & {
  readonly spec: {
    readonly replicas: number;
    readonly minReadySeconds?: number;
    readonly paused?: boolean;
    readonly selector: JsonObject;
    readonly template: PodTemplate;
    readonly revisionHistoryLimit?: number;
    readonly progressDeadlineSeconds?: number;
    readonly strategy: {
      readonly type: string;
      readonly rollingUpdate?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string };
    };
  };
  readonly status?: {
    readonly conditions?: readonly StatusCondition[];
    readonly collisionCount?: number;
    readonly updatedReplicas?: number;
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly availableReplicas?: number;
  };
};

export type StatefulSet = PodSet & {
  readonly spec: {
    readonly serviceName?: string;
    readonly podManagementPolicy?: string;
    readonly revisionHistoryLimit?: number;
    readonly ordinals?: { readonly start?: number };
    readonly volumeClaimTemplates?: readonly KubeObject[];
    readonly persistentVolumeClaimRetentionPolicy?: { readonly whenDeleted?: string; readonly whenScaled?: string };
    readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
  };
  readonly status?: { readonly currentRevision?: string; readonly collisionCount?: number };
};

export type DaemonSet = PodSet & {
  readonly spec: {
    readonly revisionHistoryLimit?: number;
    readonly updateStrategy?: {
      readonly type?: string;
      readonly rollingUpdate?: { readonly maxUnavailable?: number | string };
    };
  };
  readonly status?: { readonly collisionCount?: number };
};

export type ControllerRevision = KubeObject & { readonly revision: number; readonly data: JsonObject };

export type Job = KubeObject & {
  readonly spec: {
    readonly parallelism?: number;
    readonly completions?: number;
    readonly backoffLimit?: number;
    readonly completionMode?: string;
    readonly activeDeadlineSeconds?: number;
    readonly ttlSecondsAfterFinished?: number;
    readonly suspend?: boolean;
    readonly template: PodTemplate;
  };
  readonly status?: {
    readonly conditions?: readonly StatusCondition[];
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly succeeded?: number;
    readonly failed?: number;
  };
};

export type CronJob = KubeObject & {
  readonly spec: {
    readonly schedule: string;
    readonly timeZone?: string;
    readonly suspend?: boolean;
    readonly concurrencyPolicy?: string;
    readonly startingDeadlineSeconds?: number;
    readonly successfulJobsHistoryLimit?: number;
    readonly failedJobsHistoryLimit?: number;
    readonly jobTemplate: {
      readonly metadata?: { readonly labels?: Labels; readonly annotations?: Labels };
      readonly spec: JsonObject;
    };
  };
  readonly status?: { readonly lastScheduleTime?: string; readonly lastSuccessfulTime?: string };
};
