import type { JsonObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { Cluster } from "../cluster.ts";
import { keyOf, nameOf, timeOf } from "../cluster.ts";
import { withCondition } from "../conditions.ts";
import { claims, nodes } from "../kinds.ts";
import type { Pod, StatusCondition } from "../kinds.ts";
import { nodeName } from "../node.ts";

/** Puts a Pod on the node, or says in its status why not. Gives whether it is there. */
export function schedule(cluster: Cluster, pod: Pod): boolean {
  const { schedulerName = "default-scheduler", schedulingGates = [] } = pod.spec;
  if (schedulerName !== "default-scheduler") return false;
  if (schedulingGates.length > 0) {
    const message = "Scheduling is blocked due to non-empty scheduling gates";
    report(cluster, pod, { reason: "SchedulingGated", message });
    return false;
  }
  const obstacle = obstacleOf(cluster, pod);
  if (obstacle === undefined) {
    bind(cluster, pod);
    return true;
  }
  const message = `0/1 nodes are available: ${obstacle}`;
  if (report(cluster, pod, { reason: "Unschedulable", message })) {
    cluster.events.tell(pod, {
      type: "Warning",
      reason: "FailedScheduling",
      message,
      component: "default-scheduler",
    });
  }
  return false;
}

function obstacleOf({ client }: Cluster, pod: Pod): string | undefined {
  const node = client.get(nodes, { namespace: "", name: nodeName });
  const labels = node?.metadata.labels ?? {};
  const wanted = Object.entries(pod.spec.nodeSelector ?? {});
  if (wanted.some(([label, value]) => labels[label] !== value)) {
    return "1 node(s) didn't match Pod's node affinity/selector. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
  }
  if ((node?.["spec"] as { readonly unschedulable?: boolean } | undefined)?.unschedulable === true) {
    return "1 node(s) were unschedulable. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.";
  }
  const { namespace = "" } = pod.metadata;
  const missing = claimsOf(pod).find((name) => client.get(claims, { namespace, name }) === undefined);
  return missing && `persistentvolumeclaim "${missing}" not found.`;
}

/** Names of the claims that a Pod mounts. */
export function claimsOf(pod: Pod): readonly string[] {
  return (pod.spec.volumes ?? []).flatMap((volume) => {
    const claim = volume["persistentVolumeClaim"];
    if (isJsonObject(claim) && typeof claim["claimName"] === "string") return claim["claimName"];
    return volume["ephemeral"] === undefined ? [] : `${pod.metadata.name}-${volume["name"] as string}`;
  });
}

/** Notes why a Pod has no node; gives whether that is news. */
function report(cluster: Cluster, pod: Pod, why: { readonly reason: string; readonly message: string }): boolean {
  const conditions = pod.status?.conditions ?? [];
  const known = conditions.find(({ type }) => type === "PodScheduled");
  if (known?.reason === why.reason && known.message === why.message) return false;
  const unscheduled: StatusCondition = { type: "PodScheduled", status: "False", lastProbeTime: null, ...why };
  const next = withCondition(conditions, unscheduled, timeOf(cluster));
  const status = { ...(pod.status as JsonObject), conditions: next as unknown as JsonObject[] };
  cluster.kubelet.update({ group: "", plural: "pods" }, { ...pod, status }, "status");
  return true;
}

/** As with the binding of a real scheduler, this is nobody's write. */
function bind({ store, events }: Cluster, pod: Pod): void {
  const entry = store.get("/pods", keyOf(nameOf(pod)));
  if (entry === undefined) return;
  store.put("/pods", entry.key, { ...entry.object, spec: { ...pod.spec, nodeName } }, entry);
  const message = `Successfully assigned ${entry.key} to ${nodeName}`;
  events.tell(pod, { reason: "Scheduled", message, component: "default-scheduler" });
}
