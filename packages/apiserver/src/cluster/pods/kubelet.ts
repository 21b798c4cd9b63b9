import type { KubeObject } from "@flux-ts/base";
import type { SystemChange } from "../../system/client.ts";
import { ignoreRefusals } from "../../system/refusals.ts";
import type { Cluster } from "../cluster.ts";
import { keyOf, nameOf, objectNameOf, timeOf, writeStatus } from "../cluster.ts";
import { conditionOf } from "../conditions.ts";
import { claims, daemonSets, deployments, jobs, nodes, pods, replicaSets, statefulSets } from "../kinds.ts";
import type { Pod } from "../kinds.ts";
import { nodeName } from "../node.ts";
import { controllerOf } from "../owner-index.ts";
import type { Wish } from "../settings.ts";
import { wishOf } from "../settings.ts";
import { PodAddresses } from "./addresses.ts";
import type { Stage } from "./pod-status.ts";
import { podStatus } from "./pod-status.ts";
import { schedule } from "./scheduler.ts";

/** Plays scheduler and node: Pods get a node and an address, run as they are wished to, and end when they are deleted. */
export function startKubelet(cluster: Cluster): Disposable {
  return new Kubelet(cluster);
}

/** Reasons for which containers are not even made. */
const pullReasons = new Set(["ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull"]);

/** What was wished of a Pod last, and since when. */
interface Seen {
  readonly wish: string;
  readonly since: number;
}

class Kubelet implements Disposable {
  readonly #cluster: Cluster;
  readonly #addresses: PodAddresses;
  readonly #seen = new Map<string, Seen>();
  /** Pods that wait for a node, by key. */
  readonly #waiting = new Set<string>();
  readonly #watches: readonly Disposable[];

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#addresses = new PodAddresses(cluster.store);
    const owners = [deployments, replicaSets, statefulSets, daemonSets, jobs];
    this.#watches = [
      cluster.client.watch(pods, (change) => this.#see(change)),
      cluster.client.watch(claims, ({ after }) => this.#retry(after?.metadata.namespace)),
      cluster.client.watch(nodes, () => this.#retry()),
      ...owners.map((owner) => cluster.client.watch(owner, (change) => this.#seeOwner(change))),
    ];
  }

  [Symbol.dispose](): void {
    for (const watch of this.#watches) watch[Symbol.dispose]();
    this.#addresses[Symbol.dispose]();
  }

  #see({ before, after }: SystemChange): void {
    if (after !== undefined) return this.#enqueue(keyOf(nameOf(after)));
    if (before === undefined) return;
    this.#seen.delete(before.metadata.uid ?? "");
    this.#waiting.delete(keyOf(nameOf(before)));
  }

  /** What an owner wishes is its Pods' wish. */
  #seeOwner({ before, after }: SystemChange): void {
    if (before === undefined || after === undefined) return;
    if (before.metadata.annotations === after.metadata.annotations) return;
    const { podsOf, replicaSetsOf } = this.#cluster;
    const owned = [after, ...replicaSetsOf.of(after)].flatMap((owner) => podsOf.of(owner));
    for (const pod of owned) this.#enqueue(keyOf(nameOf(pod)));
  }

  #retry(namespace?: string): void {
    for (const key of this.#waiting) {
      if (namespace === undefined || objectNameOf(key).namespace === namespace) this.#enqueue(key);
    }
  }

  #enqueue(key: string): void {
    this.#cluster.loop.add(`pod ${key}`, () => this.#sync(key));
  }

  #sync(key: string): void {
    const pod = this.#cluster.client.get(pods, objectNameOf(key)) as Pod | undefined;
    if (pod === undefined) return;
    if (pod.spec.nodeName === undefined || pod.spec.nodeName === "") {
      if (pod.metadata.deletionTimestamp !== undefined) return;
      if (schedule(this.#cluster, pod)) this.#waiting.delete(key);
      else this.#waiting.add(key);
      return;
    }
    if (pod.spec.nodeName !== nodeName) return;
    if (pod.metadata.deletionTimestamp !== undefined) return this.#stop(pod);
    this.#run(key, pod);
  }

  /** Whatever its period of grace: there is no process that would take any time. */
  #stop(pod: Pod): void {
    if ((pod.metadata.finalizers ?? []).length > 0 && pod.metadata.deletionGracePeriodSeconds === 0) return;
    const { kubelet, events } = this.#cluster;
    for (const { name } of pod.spec.containers) {
      const fieldPath = `spec.containers{${name}}`;
      events.tell(pod, { reason: "Killing", message: `Stopping container ${name}`, component: "kubelet", fieldPath });
    }
    const { uid = "" } = pod.metadata;
    ignoreRefusals(() => kubelet.delete(pods, nameOf(pod), { uid, gracePeriodSeconds: 0 }));
  }

  #run(key: string, pod: Pod): void {
    if (pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed") return;
    const wish = wishOf([pod, ...this.#ownersOf(pod)], this.#cluster.wish);
    const due = this.#sinceOf(pod, wish) + wish.delayMs;
    const now = this.#cluster.clock.now();
    if (now < due) this.#cluster.loop.at(`pod ${key}`, due, () => this.#sync(key));
    const stage = wish.fate === "never" || now < due ? "creating" : this.#stageOf(key, pod, { wish, due });
    const running = pod.status?.containerStatuses?.some(({ state }) => state.running !== undefined) === true;
    // What runs goes on running while it is decided what becomes of it.
    if (stage === "creating" && (running || isStopped(pod))) return;
    this.#write(pod, stage, wish);
  }

  #write(pod: Pod, stage: Stage, wish: Wish): void {
    const ip = pod.status?.podIP ?? (stage === "creating" || stage === "pulling" ? "" : this.#addresses.next());
    const status = podStatus(pod, { stage, ip, time: timeOf(this.#cluster), reason: wish.reason });
    const before = stageOfStatus(pod);
    writeStatus(this.#cluster.kubelet, pods, pod, status);
    if (before !== stage) this.#tell(pod, stage, wish);
  }

  #stageOf(key: string, pod: Pod, { wish, due }: { readonly wish: Wish; readonly due: number }): Stage {
    const { restartPolicy = "Always" } = pod.spec;
    if (wish.fate === "failed") {
      if (pullReasons.has(wish.reason)) return "pulling";
      return restartPolicy === "Never" ? "failed" : "crashing";
    }
    if (restartPolicy !== "Always") return "succeeded";
    if (wish.flapMs === 0) return "running";
    const turn = Math.floor((this.#cluster.clock.now() - due) / wish.flapMs);
    this.#cluster.loop.at(`pod ${key}`, due + (turn + 1) * wish.flapMs, () => this.#sync(key));
    return turn % 2 === 0 ? "running" : "unready";
  }

  /** Since when a Pod is wished to become what it is. */
  #sinceOf(pod: Pod, wish: Wish): number {
    const { uid = "" } = pod.metadata;
    const text = JSON.stringify(wish);
    const seen = this.#seen.get(uid);
    if (seen?.wish === text) return seen.since;
    const started = Date.parse(pod.status?.startTime ?? "");
    const now = this.#cluster.clock.now();
    // After a restart of the server the Pod's own start counts on.
    const since = seen === undefined && Number.isFinite(started) ? started : now;
    this.#seen.set(uid, { wish: text, since });
    return since;
  }

  /** The workload of a Pod, and that of its ReplicaSet. */
  #ownersOf(pod: KubeObject): readonly KubeObject[] {
    const owner = this.#controllerObject(pod);
    if (owner === undefined) return [];
    const next = this.#controllerObject(owner);
    return next === undefined ? [owner] : [owner, next];
  }

  #controllerObject(object: KubeObject): KubeObject | undefined {
    const reference = controllerOf(object);
    const resource = reference && workloads[reference.kind];
    if (reference === undefined || resource === undefined) return undefined;
    const { namespace = "" } = object.metadata;
    return this.#cluster.client.get(resource, { namespace, name: reference.name });
  }

  #tell(pod: Pod, stage: Stage, { reason }: Wish): void {
    for (const { name, image = "" } of pod.spec.containers) {
      const about = { component: "kubelet", fieldPath: `spec.containers{${name}}` };
      for (const told of eventsOf(stage, { name, image, reason, pod }))
        this.#cluster.events.tell(pod, { ...about, ...told });
    }
  }
}

const workloads = {
  Deployment: deployments,
  ReplicaSet: replicaSets,
  StatefulSet: statefulSets,
  DaemonSet: daemonSets,
  Job: jobs,
} as { readonly [kind: string]: typeof pods | undefined };

interface Told {
  readonly type?: "Warning";
  readonly reason: string;
  readonly message: string;
}

interface About {
  readonly name: string;
  readonly image: string;
  readonly reason: string;
  readonly pod: Pod;
}

/** What a kubelet tells of a container that comes into a stage. */
function eventsOf(stage: Stage, { name, image, reason, pod }: About): readonly Told[] {
  const started: readonly Told[] = [
    { reason: "Pulled", message: `Container image "${image}" already present on machine` },
    { reason: "Created", message: `Container created: ${name}` },
    { reason: "Started", message: `Container started: ${name}` },
  ];
  const { namespace, name: podName, uid } = pod.metadata;
  switch (stage) {
    case "creating":
      return [];
    case "pulling":
      return [
        { reason: "Pulling", message: `Pulling image "${image}"` },
        { type: "Warning", reason: "Failed", message: `Failed to pull image "${image}": not found` },
        { type: "Warning", reason: "Failed", message: `Error: ${reason}` },
      ];
    case "running":
    case "succeeded":
    case "failed":
      return isReady(pod) || stageOfStatus(pod) === "unready" ? [] : started;
    case "unready":
      return [{ type: "Warning", reason: "Unhealthy", message: "Readiness probe failed: the simulation says so" }];
    case "crashing": {
      const message = `Back-off restarting failed container ${name} in pod ${podName}_${namespace}(${uid})`;
      return [...started, { type: "Warning", reason: "BackOff", message }];
    }
  }
}

export function isReady(pod: Pod): boolean {
  return conditionOf(pod.status?.conditions, "Ready")?.status === "True";
}

/** Whether containers wait for something other than their first start. */
function isStopped(pod: Pod): boolean {
  return stageOfStatus(pod) === "crashing" || stageOfStatus(pod) === "pulling";
}

/** The stage that a status says; undefined before the node has seen the Pod. */
function stageOfStatus({ status }: Pod): Stage | undefined {
  const [container] = status?.containerStatuses ?? [];
  if (container === undefined) return undefined;
  if (status?.phase === "Succeeded") return "succeeded";
  if (status?.phase === "Failed") return "failed";
  if (container.state.running !== undefined) return container.ready ? "running" : "unready";
  const reason = container.state.waiting?.reason;
  if (reason === "ContainerCreating") return "creating";
  return status?.phase === "Pending" ? "pulling" : "crashing";
}
