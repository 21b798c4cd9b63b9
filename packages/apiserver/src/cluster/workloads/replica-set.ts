import type { SystemChange } from "../../system/client.ts";
import type { Cluster } from "../cluster.ts";
import { counts, keyOf, nameOf, objectNameOf, ownerReference, timeOf, writeStatus } from "../cluster.ts";
import { conditionOf, withCondition, withoutCondition } from "../conditions.ts";
import { pods, replicaSets } from "../kinds.ts";
import type { Pod, ReplicaSet, StatusCondition } from "../kinds.ts";
import { isReady } from "../pods/kubelet.ts";
import { controllerOf } from "../owner-index.ts";
import { selects } from "../../resources/validation/selectors.ts";
import { availabilityOf } from "./availability.ts";
import { Blocked } from "./blocked.ts";
import { createPod, deletePod, isActive } from "./pod-template.ts";

/** Keeps as many Pods as each ReplicaSet wants. */
export function startReplicaSets(cluster: Cluster): Disposable {
  const controller = new ReplicaSets(cluster);
  const watches = [
    cluster.client.watch(replicaSets, ({ after }) => {
      if (after) controller.enqueue(keyOf(nameOf(after)));
    }),
    cluster.client.watch(pods, (change) => controller.seePod(change)),
    controller,
  ];
  return { [Symbol.dispose]: () => watches.forEach((watch) => watch[Symbol.dispose]()) };
}

/** More are made in the turns that follow. */
const burst = 500;

class ReplicaSets implements Disposable {
  readonly #cluster: Cluster;
  readonly #blocked: Blocked;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#blocked = new Blocked(cluster, "replicaset", (key) => this.enqueue(key));
  }

  [Symbol.dispose](): void {
    this.#blocked[Symbol.dispose]();
  }

  enqueue(key: string): void {
    this.#cluster.loop.add(`replicaset ${key}`, () => this.#sync(key));
  }

  seePod({ before, after }: SystemChange): void {
    const pod = after ?? before;
    const owner = pod && controllerOf(pod);
    if (pod !== undefined && owner?.kind === "ReplicaSet") {
      this.enqueue(keyOf({ namespace: pod.metadata.namespace ?? "", name: owner.name }));
    }
  }

  #sync(key: string): void {
    const { client } = this.#cluster;
    const set = client.get(replicaSets, objectNameOf(key)) as ReplicaSet | undefined;
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const owned = this.#podsOf(set);
    const { replicas = 1 } = set.spec;
    const surplus = surplusOf(owned, owned.length - replicas);
    for (const pod of surplus) deletePod(this.#cluster, set, pod);
    if (owned.length < replicas && this.#blocked.holds(key)) return this.#report(key, set, failureOf(set));
    const refusal = owned.length < replicas ? this.#add(set, replicas - owned.length) : undefined;
    this.#blocked.note(key, refusal !== undefined);
    // What has just been made or deleted brings us back when it has become something.
    const isMoving = surplus.length > 0 || (owned.length < replicas && refusal === undefined);
    if (!isMoving) this.#report(key, set, refusal);
  }

  /** The Pods that count; those that nobody controls and that the selector means are adopted. */
  #podsOf(set: ReplicaSet): readonly Pod[] {
    const owned = this.#cluster.podsOf.of(set) as readonly Pod[];
    if (owned.length > 0) return owned.filter(isActive);
    return this.#orphansOf(set).map((pod) => this.#adopt(set, pod));
  }

  #orphansOf(set: ReplicaSet): readonly Pod[] {
    if (set.spec.replicas === 0) return [];
    const orphans = this.#cluster.podsOf.orphans(set.metadata.namespace ?? "") as readonly Pod[];
    return orphans.filter((pod) => isActive(pod) && selects(set.spec.selector, pod.metadata.labels ?? {}));
  }

  #adopt(set: ReplicaSet, pod: Pod): Pod {
    const ownerReferences = [...(pod.metadata.ownerReferences ?? []), ownerReference(set)];
    return this.#cluster.client.update(pods, { ...pod, metadata: { ...pod.metadata, ownerReferences } }) as Pod;
  }

  /** Makes Pods until one is refused; gives the refusal. */
  #add(set: ReplicaSet, count: number): string | undefined {
    for (let made = 0; made < Math.min(count, burst); made++) {
      const outcome = createPod(this.#cluster, set, set.spec.template);
      if ("refused" in outcome) return outcome.refused as string;
    }
    if (count > burst) this.enqueue(keyOf(nameOf(set)));
    return undefined;
  }

  #report(key: string, { metadata }: ReplicaSet, refusal: string | undefined): void {
    const { client, loop } = this.#cluster;
    const set = client.get(replicaSets, nameOf({ metadata } as ReplicaSet)) as ReplicaSet | undefined;
    if (set === undefined) return;
    const owned = (this.#cluster.podsOf.of(set) as readonly Pod[]).filter(isActive);
    const { ready, available, nextAt } = availabilityOf(this.#cluster, owned, set.spec.minReadySeconds ?? 0);
    if (nextAt !== undefined) loop.at(`replicaset ${key}`, nextAt, () => this.#sync(key));
    const labels = set.spec.template.metadata?.labels ?? {};
    const labelled = owned.filter((pod) =>
      Object.entries(labels).every(([name, value]) => pod.metadata.labels?.[name] === value),
    );
    const conditions = this.#conditionsOf(set, refusal);
    writeStatus(client, replicaSets, set, {
      replicas: owned.length,
      ...counts({ fullyLabeledReplicas: labelled.length, readyReplicas: ready, availableReplicas: available }),
      observedGeneration: set.metadata.generation ?? 1,
      ...(conditions.length > 0 && { conditions: conditions }),
    });
  }

  #conditionsOf(set: ReplicaSet, message: string | undefined): readonly StatusCondition[] {
    const known = conditionsIn(set);
    if (message === undefined) return withoutCondition(known, "ReplicaFailure");
    const failure = { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message };
    return withCondition(known, failure, timeOf(this.#cluster));
  }
}

function conditionsIn({ status }: ReplicaSet): readonly StatusCondition[] {
  return (status?.["conditions"] ?? []) as unknown as readonly StatusCondition[];
}

/** Why it was refused a Pod last. */
function failureOf(set: ReplicaSet): string | undefined {
  return conditionOf(conditionsIn(set), "ReplicaFailure")?.message;
}

/** Those that go first: without a node, not ready, the newest. */
function surplusOf(owned: readonly Pod[], count: number): readonly Pod[] {
  if (count <= 0) return [];
  const rank = (pod: Pod): number => (pod.spec.nodeName === undefined ? 0 : isReady(pod) ? 2 : 1);
  const age = ({ metadata }: Pod): string => metadata.creationTimestamp ?? "";
  const ordered = owned.toSorted((a, b) => rank(a) - rank(b) || (age(a) < age(b) ? 1 : age(a) > age(b) ? -1 : 0));
  return ordered.slice(0, count);
}
