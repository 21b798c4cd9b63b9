// What kubelets write of Pods.
import { createHash } from "node:crypto";
import type { JsonObject } from "@flux-ts/base";
import { conditionOf, withCondition } from "../conditions.ts";
import type { Container, ContainerStatus, Pod, StatusCondition } from "../kinds.ts";
import { nodeAddress } from "../node.ts";

/**
 * - `creating`: containers are about to start
 * - `pulling`: their images cannot be had
 * - `running`: and ready
 * - `unready`: running, but a probe fails
 * - `crashing`: containers end again and again
 * - `succeeded`, `failed`: containers have ended for good
 */
export type Stage = "creating" | "pulling" | "running" | "unready" | "crashing" | "succeeded" | "failed";

export interface PodMoment {
  readonly stage: Stage;
  readonly time: string;
  readonly ip: string;
  /** Why containers wait, where they do. */
  readonly reason: string;
}

const phases: { readonly [stage in Stage]: string } = {
  creating: "Pending",
  pulling: "Pending",
  running: "Running",
  unready: "Running",
  crashing: "Running",
  succeeded: "Succeeded",
  failed: "Failed",
};

/** The status of a Pod on the node, on top of the one it has. */
export function podStatus(pod: Pod, moment: PodMoment): JsonObject {
  const { stage, time } = moment;
  const known = (pod.status ?? {}) as JsonObject;
  const startTime = pod.status?.startTime ?? time;
  const hasAddress = stage !== "creating" && stage !== "pulling";
  const address = pod.spec.hostNetwork === true ? nodeAddress : moment.ip;
  return {
    ...known,
    phase: phases[stage],
    conditions: podConditions(pod, moment),
    hostIP: nodeAddress,
    hostIPs: [{ ip: nodeAddress }],
    ...(hasAddress && { podIP: address, podIPs: [{ ip: address }] }),
    startTime,
    ...(pod.spec.initContainers !== undefined && {
      initContainerStatuses: pod.spec.initContainers.map((container) => initStatus(container, pod, moment)),
    }),
    containerStatuses: pod.spec.containers.map((container) => containerStatus(container, pod, moment)),
  };
}

/** Conditions in the order of the kubelet. */
function podConditions(pod: Pod, { stage, time }: PodMoment): readonly StatusCondition[] {
  const ended = stage === "succeeded" || stage === "failed";
  const started = stage !== "creating" && stage !== "pulling";
  const reason = stage === "succeeded" ? "PodCompleted" : stage === "failed" ? "PodFailed" : "ContainersNotReady";
  const names = `[${pod.spec.containers.map(({ name }) => name).join(" ")}]`;
  const why =
    ended && stage === "succeeded" ? { reason } : { reason, message: `containers with unready status: ${names}` };
  const containersReady = stage === "running";
  const gate = pod.spec.readinessGates?.find(
    ({ conditionType }) => conditionOf(pod.status?.conditions, conditionType)?.status !== "True",
  );
  const gated = gate && {
    reason: "ReadinessGatesNotReady",
    message: `corresponding condition of pod readiness gate "${gate.conditionType}" does not exist.`,
  };
  const wanted: readonly StatusCondition[] = [
    condition("PodReadyToStartContainers", started && !ended),
    condition("Initialized", started || (pod.spec.initContainers ?? []).length === 0, ended ? { reason } : {}),
    condition("Ready", containersReady && gate === undefined, containersReady ? (gated ?? {}) : why),
    condition("ContainersReady", containersReady, containersReady ? {} : why),
    condition("PodScheduled", true),
  ];
  const { generation = 1 } = pod.metadata;
  const ordered = wanted.reduce<readonly StatusCondition[]>(
    (list, next) => [
      ...list,
      ...withCondition(known(pod, next.type), { ...next, observedGeneration: generation } as StatusCondition, time),
    ],
    [],
  );
  const types = new Set(wanted.map(({ type }) => type));
  return [...ordered, ...(pod.status?.conditions ?? []).filter(({ type }) => !types.has(type))];
}

function known({ status }: Pod, type: string): readonly StatusCondition[] {
  return (status?.conditions ?? []).filter((condition) => condition.type === type);
}

function condition(type: string, holds: boolean, why: { reason?: string; message?: string } = {}): StatusCondition {
  return { type, status: holds ? "True" : "False", lastProbeTime: null, ...why };
}

function containerStatus(container: Container, pod: Pod, moment: PodMoment): JsonObject {
  const { stage, time, reason } = moment;
  const before = pod.status?.containerStatuses?.find(({ name }) => name === container.name);
  const restartCount = (before?.restartCount ?? 0) + (stage === "crashing" && !isCrashing(before) ? 1 : 0);
  const startedAt = before?.state.running?.startedAt ?? time;
  const up = stage === "running" || stage === "unready";
  const exit = { startedAt, finishedAt: time, containerID: containerId(pod, container, restartCount) };
  const crash = { exitCode: 1, reason: "Error", ...exit };
  const state: { readonly [stage in Stage]: JsonObject } = {
    creating: { waiting: { reason: "ContainerCreating" } },
    pulling: { waiting: { reason, message: `Back-off pulling image "${container.image ?? ""}"` } },
    running: { running: { startedAt } },
    unready: { running: { startedAt } },
    crashing: { waiting: { reason, message: backOffMessage(pod, container) } },
    succeeded: { terminated: { exitCode: 0, reason: "Completed", ...exit } },
    failed: { terminated: crash },
  };
  const unchanged = stage === "crashing" && before !== undefined && isCrashing(before);
  return {
    name: container.name,
    state: unchanged ? before.state : state[stage],
    lastState: stage === "crashing" && !unchanged ? { terminated: crash } : (before?.lastState ?? {}),
    ready: stage === "running",
    restartCount,
    ...imageOf(container, stage),
    started: up,
    ...(stage !== "creating" && stage !== "pulling" && { containerID: containerId(pod, container, restartCount) }),
  };
}

function isCrashing(status: ContainerStatus | undefined): boolean {
  return status?.state.waiting?.message?.startsWith("back-off") === true;
}

/** Init containers have done their work, or run on beside the others. */
function initStatus(container: Container, pod: Pod, { stage, time }: PodMoment): JsonObject {
  const waiting = stage === "creating" || stage === "pulling";
  const stays = container.restartPolicy === "Always" && stage !== "succeeded" && stage !== "failed";
  const id = containerId(pod, container, 0);
  const before = ((pod.status as JsonObject | undefined)?.["initContainerStatuses"] ?? []) as readonly JsonObject[];
  const kept = before.find(({ name, ready }) => name === container.name && ready === true);
  if (kept !== undefined && !waiting) return kept;
  const state: JsonObject = waiting
    ? { waiting: { reason: "PodInitializing" } }
    : stays
      ? { running: { startedAt: time } }
      : { terminated: { exitCode: 0, reason: "Completed", startedAt: time, finishedAt: time, containerID: id } };
  return {
    name: container.name,
    state,
    lastState: {},
    ready: !waiting,
    restartCount: 0,
    ...imageOf(container, stage),
    started: stays && !waiting,
    ...(!waiting && { containerID: id }),
  };
}

function imageOf({ image = "" }: Container, stage: Stage): JsonObject {
  const there = stage !== "creating" && stage !== "pulling";
  const repository = image.replace(/[@].*$/, "").replace(/:[^/:]*$/, "");
  return { image, imageID: there ? `${repository}@sha256:${digestOf(image)}` : "" };
}

function containerId({ metadata }: Pod, { name }: Container, restarts: number): string {
  return `containerd://${digestOf(`${metadata.uid} ${name} ${restarts}`)}`;
}

function backOffMessage({ metadata }: Pod, { name }: Container): string {
  const { namespace, name: pod, uid } = metadata;
  return `back-off 10s restarting failed container=${name} pod=${pod}_${namespace}(${uid})`;
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
