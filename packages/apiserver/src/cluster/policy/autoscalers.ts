import type { KubeObject } from "@flux-ts/base";
import { parseGroupVersion } from "@flux-ts/base";
import type { ResourceName } from "../../system/client.ts";
import { ignoreRefusals } from "../../system/refusals.ts";
import type { Cluster } from "../cluster.ts";
import { keyOf, nameOf, objectNameOf, timeOf, writeStatus } from "../cluster.ts";
import { withCondition } from "../conditions.ts";
import { autoscalers, deployments, replicaSets, statefulSets } from "../kinds.ts";
import type { StatusCondition } from "../kinds.ts";

type Autoscaler = KubeObject & {
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
    readonly minReplicas?: number;
    readonly maxReplicas: number;
  };
  readonly status?: { readonly conditions?: readonly StatusCondition[]; readonly lastScaleTime?: string };
};

const targets = {
  Deployment: deployments,
  StatefulSet: statefulSets,
  ReplicaSet: replicaSets,
} as { readonly [kind: string]: ResourceName | undefined };

/** Keeps targets of autoscalers within their bounds. The load is always as it should be. */
export function startAutoscalers(cluster: Cluster): Disposable {
  const { client, loop } = cluster;
  const enqueue = (scaler: KubeObject): void => {
    const key = keyOf(nameOf(scaler));
    loop.add(`autoscaler ${key}`, () => sync(cluster, key));
  };
  const watches = [
    client.watch(autoscalers, ({ after }) => {
      if (after) enqueue(after);
    }),
    ...[deployments, statefulSets].map((target) =>
      client.watch(target, ({ after }) => {
        if (after === undefined) return;
        for (const scaler of client.list(autoscalers, after.metadata.namespace) as readonly Autoscaler[]) {
          const { kind, name } = scaler.spec.scaleTargetRef;
          if (kind === after.kind && name === after.metadata.name) enqueue(scaler);
        }
      }),
    ),
  ];
  return { [Symbol.dispose]: () => watches.forEach((watch) => watch[Symbol.dispose]()) };
}

function sync(cluster: Cluster, key: string): void {
  const { client } = cluster;
  const scaler = client.get(autoscalers, objectNameOf(key)) as Autoscaler | undefined;
  if (scaler === undefined) return;
  const { scaleTargetRef, minReplicas = 1, maxReplicas } = scaler.spec;
  const resource = targets[scaleTargetRef.kind];
  const { group } = parseGroupVersion(scaleTargetRef.apiVersion ?? "apps/v1");
  const name = { namespace: scaler.metadata.namespace ?? "", name: scaleTargetRef.name };
  const target = resource?.group === group ? client.get(resource, name) : undefined;
  if (resource === undefined || target === undefined) return reportMissing(cluster, scaler);
  const spec = target["spec"] as { readonly replicas?: number };
  const current = spec.replicas ?? 1;
  // Somebody who scales to nothing switches the autoscaler off.
  const desired = current === 0 ? 0 : Math.min(Math.max(current, minReplicas), maxReplicas);
  if (desired !== current) {
    ignoreRefusals(() => client.update(resource, { ...target, spec: { ...spec, replicas: desired } }));
    const message = `New size: ${desired}; reason: Current number of replicas ${desired > current ? "below Spec.MinReplicas" : "above Spec.MaxReplicas"}`;
    cluster.events.tell(scaler, { reason: "SuccessfulRescale", message, component: "horizontal-pod-autoscaler" });
  }
  const { replicas = 0 } = (target["status"] ?? {}) as { readonly replicas?: number };
  report(cluster, scaler, { current: replicas, desired, scaled: desired !== current });
}

interface Numbers {
  readonly current: number;
  readonly desired: number;
  readonly scaled: boolean;
}

function report(cluster: Cluster, scaler: Autoscaler, { current, desired, scaled }: Numbers): void {
  const time = timeOf(cluster);
  const active =
    desired === 0
      ? condition(
          "ScalingActive",
          "False",
          "ScalingDisabled",
          "scaling is disabled since the replica count of the target is zero",
        )
      : condition(
          "ScalingActive",
          "True",
          "ValidMetricFound",
          "the HPA was able to successfully calculate a replica count from a simulated metric",
        );
  const conditions = [
    condition("AbleToScale", "True", "ReadyForNewScale", "recommended size matches current size"),
    active,
    condition("ScalingLimited", "False", "DesiredWithinRange", "the desired count is within the acceptable range"),
  ].reduce((list, next) => withCondition(list, next, time), scaler.status?.conditions ?? []);
  const lastScaleTime = scaled ? time : scaler.status?.lastScaleTime;
  writeStatus(cluster.client, autoscalers, scaler, {
    ...(lastScaleTime !== undefined && { lastScaleTime }),
    currentReplicas: current,
    desiredReplicas: desired,
    currentMetrics: null,
    conditions: conditions,
  });
}

function reportMissing(cluster: Cluster, scaler: Autoscaler): void {
  const { kind, name } = scaler.spec.scaleTargetRef;
  const message = `the HPA controller was unable to get the target's current scale: ${kind} "${name}" not found`;
  const failed = condition("AbleToScale", "False", "FailedGetScale", message);
  const conditions = withCondition(scaler.status?.conditions ?? [], failed, timeOf(cluster));
  const status = { currentReplicas: 0, desiredReplicas: 0, currentMetrics: null };
  writeStatus(cluster.client, autoscalers, scaler, { ...status, conditions: conditions });
}

// oxlint-disable-next-line max-params -- four texts of one line of a table
function condition(type: string, status: string, reason: string, message: string): StatusCondition {
  return { type, status, reason, message };
}
