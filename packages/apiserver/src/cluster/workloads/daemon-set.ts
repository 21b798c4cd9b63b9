import type { SystemChange } from "../../system/client.ts";
import type { Cluster } from "../cluster.ts";
import { counts, keyOf, nameOf, objectNameOf, writeStatus } from "../cluster.ts";
import { daemonSets, nodes, pods } from "../kinds.ts";
import type { DaemonSet, Labels, Pod } from "../kinds.ts";
import { nodeName } from "../node.ts";
import { controllerOf } from "../owner-index.ts";
import { availabilityOf } from "./availability.ts";
import { Blocked } from "./blocked.ts";
import { currentRevision, dropRevisions, podLabelOf, revisionLabel } from "./controller-revisions.ts";
import { createPod, deletePod, isActive } from "./pod-template.ts";

/** Keeps a Pod of each DaemonSet on the node, where the set means it. */
export function startDaemonSets(cluster: Cluster): Disposable {
  const controller = new DaemonSets(cluster);
  const watches = [
    cluster.client.watch(daemonSets, ({ after }) => {
      if (after) controller.enqueue(keyOf(nameOf(after)));
    }),
    cluster.client.watch(pods, (change) => controller.seePod(change)),
    cluster.client.watch(nodes, ({ before, after }) => {
      if (before?.metadata.labels !== after?.metadata.labels) controller.enqueueAll();
    }),
    controller,
  ];
  return { [Symbol.dispose]: () => watches.forEach((watch) => watch[Symbol.dispose]()) };
}

const generationAnnotation = "deprecated.daemonset.template.generation";

class DaemonSets implements Disposable {
  readonly #cluster: Cluster;
  readonly #blocked: Blocked;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#blocked = new Blocked(cluster, "daemonset", (key) => this.enqueue(key));
  }

  [Symbol.dispose](): void {
    this.#blocked[Symbol.dispose]();
  }

  enqueue(key: string): void {
    this.#cluster.loop.add(`daemonset ${key}`, () => this.#sync(key));
  }

  enqueueAll(): void {
    for (const set of this.#cluster.client.list(daemonSets)) this.enqueue(keyOf(nameOf(set)));
  }

  seePod({ before, after }: SystemChange): void {
    const pod = after ?? before;
    const owner = pod && controllerOf(pod);
    if (pod !== undefined && owner?.kind === "DaemonSet") {
      this.enqueue(keyOf({ namespace: pod.metadata.namespace ?? "", name: owner.name }));
    }
  }

  #sync(key: string): void {
    const set = this.#cluster.client.get(daemonSets, objectNameOf(key)) as DaemonSet | undefined;
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const revision = podLabelOf(currentRevision(this.#cluster, set));
    const wanted = this.#isMeant(set) ? 1 : 0;
    const owned = this.#cluster.podsOf.of(set) as readonly Pod[];
    if (!this.#blocked.holds(key)) this.#blocked.note(key, this.#step(set, { owned, wanted, revision }));
    this.#report(key, { wanted, revision });
  }

  #isMeant({ spec }: DaemonSet): boolean {
    const node = this.#cluster.client.get(nodes, { namespace: "", name: nodeName });
    const selector = (spec.template.spec["nodeSelector"] ?? {}) as Labels;
    return Object.entries(selector).every(([label, value]) => node?.metadata.labels?.[label] === value);
  }

  /** Gives whether a Pod was refused. */
  #step(
    set: DaemonSet,
    { owned, wanted, revision }: { readonly owned: readonly Pod[]; readonly wanted: number; readonly revision: string },
  ): boolean {
    const rolling = (set.spec.updateStrategy?.type ?? "RollingUpdate") === "RollingUpdate";
    const keep = owned.filter(
      (pod) => isActive(pod) && (!rolling || pod.metadata.labels?.[revisionLabel] === revision),
    );
    for (const pod of owned) {
      const surplus = !keep.slice(0, wanted).includes(pod);
      if (surplus && pod.metadata.deletionTimestamp === undefined) deletePod(this.#cluster, set, pod);
    }
    const isGoing = owned.length > Math.min(keep.length, wanted);
    // A Pod takes the place of one that is gone, not of one that goes.
    if (keep.length >= wanted || isGoing) return false;
    const generation = set.metadata.annotations?.[generationAnnotation] ?? "1";
    const outcome = createPod(this.#cluster, set, set.spec.template, {
      labels: { [revisionLabel]: revision, "pod-template-generation": generation },
    });
    return "refused" in outcome;
  }

  #report(key: string, { wanted, revision }: { readonly wanted: number; readonly revision: string }): void {
    const { client, loop, podsOf } = this.#cluster;
    const set = client.get(daemonSets, objectNameOf(key)) as DaemonSet | undefined;
    if (set === undefined) return;
    const owned = (podsOf.of(set) as readonly Pod[]).filter(isActive);
    const { ready, available, nextAt } = availabilityOf(this.#cluster, owned, set.spec.minReadySeconds ?? 0);
    if (nextAt !== undefined) loop.at(`daemonset ${key}`, nextAt, () => this.#sync(key));
    const updated = owned.filter(({ metadata }) => metadata.labels?.[revisionLabel] === revision).length;
    const { collisionCount } = set.status ?? {};
    writeStatus(client, daemonSets, set, {
      currentNumberScheduled: Math.min(owned.length, wanted),
      desiredNumberScheduled: wanted,
      numberMisscheduled: 0,
      numberReady: ready,
      ...counts({
        updatedNumberScheduled: updated,
        numberAvailable: available,
        numberUnavailable: Math.max(0, wanted - available),
      }),
      observedGeneration: set.metadata.generation ?? 1,
      ...(collisionCount !== undefined && { collisionCount }),
    });
    dropRevisions(this.#cluster, set, new Set([revision]), set.spec.revisionHistoryLimit ?? 10);
  }
}
