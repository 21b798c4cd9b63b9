import type { JsonObject } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import type { SystemChange } from "../../../system/client.ts";
import type { Cluster } from "../../cluster.ts";
import { keyOf, nameOf, objectNameOf, timeOf } from "../../cluster.ts";
import { deployments, replicaSets } from "../../kinds.ts";
import type { Deployment, Pod, ReplicaSet } from "../../kinds.ts";
import { controllerOf } from "../../owner-index.ts";
import {
  createNew,
  desiredAnnotation,
  dropHistory,
  findNew,
  renew,
  revisionAnnotation,
  scale,
  setsOf,
} from "./revisions.ts";
import type { Scaling, Sets } from "./rollout.ts";
import { nextScaling, rescale } from "./rollout.ts";
import { deploymentStatus } from "./status.ts";

/** Rolls Deployments out: a ReplicaSet for each template, Pods moved from the old ones to the new one. */
export function startDeployments(cluster: Cluster): Disposable {
  const controller = new Deployments(cluster);
  const watches = [
    cluster.client.watch(deployments, ({ after }) => {
      if (after) controller.enqueue(keyOf(nameOf(after)));
    }),
    cluster.client.watch(replicaSets, (change) => controller.seeSet(change)),
  ];
  return { [Symbol.dispose]: () => watches.forEach((watch) => watch[Symbol.dispose]()) };
}

class Deployments {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  enqueue(key: string): void {
    this.#cluster.loop.add(`deployment ${key}`, () => this.#sync(key));
  }

  seeSet({ before, after }: SystemChange): void {
    const set = after ?? before;
    const owner = set && controllerOf(set);
    if (set !== undefined && owner?.kind === "Deployment") {
      this.enqueue(keyOf({ namespace: set.metadata.namespace ?? "", name: owner.name }));
    }
  }

  #sync(key: string): void {
    const deployment = this.#cluster.client.get(deployments, objectNameOf(key)) as Deployment | undefined;
    if (deployment === undefined || deployment.metadata.deletionTimestamp !== undefined) return;
    const sets = setsOf(this.#cluster, deployment);
    const found = findNew(deployment, sets);
    const paused = deployment.spec.paused === true;
    const made = found === undefined && !paused ? this.#create(deployment, sets) : undefined;
    // A paused one makes no new set, but the ones it has can be scaled.
    const newest = found ?? made ?? (paused ? sets.at(-1) : undefined);
    // What has just been made brings us back when it has become something.
    if (made !== undefined) return;
    const old = sets.filter(({ metadata }) => metadata.uid !== newest?.metadata.uid);
    if (newest !== undefined) this.#roll(deployment, { next: newest, old });
    this.#report(key);
  }

  #create(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
    const { set } = createNew(this.#cluster, deployment, sets);
    if (set !== undefined) {
      if ((set.spec.replicas ?? 0) > 0) this.#tellScaled(deployment, { set, from: 0, to: set.spec.replicas ?? 0 });
      return set;
    }
    const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
    const status = { ...deployment.status, collisionCount } as JsonObject;
    this.#cluster.client.update(deployments, { ...deployment, status }, "status");
    return undefined;
  }

  #roll(deployment: Deployment, sets: Sets): void {
    const paused = deployment.spec.paused === true;
    const rescaled = isRescaled(deployment, sets);
    const next = paused ? sets.next : renew(this.#cluster, deployment, sets);
    const current = { next, old: sets.old };
    const steps = paused || rescaled ? rescale(deployment, current) : [];
    for (const step of steps.length > 0 || paused ? steps : nextScaling(deployment, current)) {
      this.#scale(deployment, step);
    }
    if (!paused) dropHistory(this.#cluster, deployment, sets.old);
  }

  #scale(deployment: Deployment, { set, replicas }: Scaling): void {
    const from = set.spec.replicas ?? 0;
    scale(this.#cluster, deployment, set, replicas);
    this.#tellScaled(deployment, { set, from, to: replicas });
  }

  #tellScaled(
    deployment: Deployment,
    { set, from, to }: { readonly set: ReplicaSet; readonly from: number; readonly to: number },
  ): void {
    const message = `Scaled ${to > from ? "up" : "down"} replica set ${set.metadata.name} from ${from} to ${to}`;
    this.#cluster.events.tell(deployment, { reason: "ScalingReplicaSet", message, component: "deployment-controller" });
  }

  #report(key: string): void {
    const { client, clock, loop } = this.#cluster;
    const deployment = client.get(deployments, objectNameOf(key)) as Deployment | undefined;
    if (deployment === undefined) return;
    const sets = setsOf(this.#cluster, deployment);
    const next = findNew(deployment, sets);
    const { status, deadline } = deploymentStatus(deployment, {
      next,
      old: sets.filter((set) => set !== next),
      failing: next !== undefined && this.#isFailing(next),
      now: clock.now(),
      time: timeOf(this.#cluster),
    });
    if (deadline !== undefined) loop.at(`deployment ${key}`, deadline, () => this.#sync(key));
    const revision = next?.metadata.annotations?.[revisionAnnotation];
    const annotations = {
      ...deployment.metadata.annotations,
      ...(revision !== undefined && { [revisionAnnotation]: revision }),
    };
    const same = equalJson(annotations, deployment.metadata.annotations ?? {});
    if (same && equalJson(status, deployment.status ?? {})) return;
    // As upstream, the number of the roll-out is written with the status, so that it counts as no generation.
    client.update(deployments, { ...deployment, metadata: { ...deployment.metadata, annotations }, status }, "status");
  }

  /** Whether containers of the newest Pods cannot run. */
  #isFailing(set: ReplicaSet): boolean {
    const pods = this.#cluster.podsOf.of(set) as readonly Pod[];
    return pods.some(({ status }) =>
      status?.containerStatuses?.some(({ state }) => {
        const reason = state.waiting?.reason;
        return reason !== undefined && reason !== "ContainerCreating" && reason !== "PodInitializing";
      }),
    );
  }
}

/** Whether the number of Pods was changed since the sets were scaled. */
function isRescaled({ spec }: Deployment, { next, old }: Sets): boolean {
  return [next, ...old].some(
    (set) => (set.spec.replicas ?? 0) > 0 && set.metadata.annotations?.[desiredAnnotation] !== String(spec.replicas),
  );
}
