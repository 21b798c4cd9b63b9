import type { JsonObject, KubeObject } from "@flux-ts/base";
import type { SystemChange } from "../../system/client.ts";
import { ignoreRefusals } from "../../system/refusals.ts";
import type { Cluster } from "../cluster.ts";
import { counts, keyOf, nameOf, objectNameOf, ownerReference, writeStatus } from "../cluster.ts";
import { claims, pods, statefulSets } from "../kinds.ts";
import type { ControllerRevision, Pod, StatefulSet } from "../kinds.ts";
import { controllerOf } from "../owner-index.ts";
import { isReady } from "../pods/kubelet.ts";
import { availabilityOf } from "./availability.ts";
import { Blocked } from "./blocked.ts";
import { currentRevision, dropRevisions, podLabelOf, revisionLabel } from "./controller-revisions.ts";
import { createPod, deletePod, isActive } from "./pod-template.ts";

/** Keeps the numbered Pods of StatefulSets with their claims, one after the other unless they may come together. */
export function startStatefulSets(cluster: Cluster): Disposable {
  const controller = new StatefulSets(cluster);
  const watches = [
    cluster.client.watch(statefulSets, ({ after }) => {
      if (after) controller.enqueue(keyOf(nameOf(after)));
    }),
    cluster.client.watch(pods, (change) => controller.seePod(change)),
    controller,
  ];
  return { [Symbol.dispose]: () => watches.forEach((watch) => watch[Symbol.dispose]()) };
}

/** The Pods of a set by number, and the revision that new ones have. */
interface Replicas {
  readonly byOrdinal: ReadonlyMap<number, Pod>;
  readonly ordinals: readonly number[];
  readonly update: ControllerRevision;
  /** The label of Pods that are not to be updated yet. */
  readonly current: string;
}

class StatefulSets implements Disposable {
  readonly #cluster: Cluster;
  readonly #blocked: Blocked;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
    this.#blocked = new Blocked(cluster, "statefulset", (key) => this.enqueue(key));
  }

  [Symbol.dispose](): void {
    this.#blocked[Symbol.dispose]();
  }

  enqueue(key: string): void {
    this.#cluster.loop.add(`statefulset ${key}`, () => this.#sync(key));
  }

  seePod({ before, after }: SystemChange): void {
    const pod = after ?? before;
    const owner = pod && controllerOf(pod);
    if (pod !== undefined && owner?.kind === "StatefulSet") {
      this.enqueue(keyOf({ namespace: pod.metadata.namespace ?? "", name: owner.name }));
    }
  }

  #sync(key: string): void {
    const set = this.#cluster.client.get(statefulSets, objectNameOf(key)) as StatefulSet | undefined;
    if (set === undefined || set.metadata.deletionTimestamp !== undefined) return;
    const replicas = this.#replicasOf(set);
    if (!this.#blocked.holds(key)) this.#blocked.note(key, this.#step(set, replicas));
    this.#report(key, replicas);
  }

  #replicasOf(set: StatefulSet): Replicas {
    const owned = this.#cluster.podsOf.of(set) as readonly Pod[];
    const start = set.spec.ordinals?.start ?? 0;
    const update = currentRevision(this.#cluster, set);
    return {
      byOrdinal: new Map(owned.map((pod) => [ordinalOf(set, pod), pod])),
      ordinals: Array.from({ length: set.spec.replicas ?? 1 }, (_, index) => start + index),
      update,
      current: set.status?.currentRevision ?? podLabelOf(update),
    };
  }

  /** Does what can be done now; gives whether a Pod was refused. */
  #step(set: StatefulSet, replicas: Replicas): boolean {
    const { byOrdinal, ordinals } = replicas;
    const parallel = set.spec.podManagementPolicy === "Parallel";
    for (const ordinal of ordinals) {
      const pod = byOrdinal.get(ordinal);
      if (pod === undefined && !this.#add(set, ordinal, replicas)) return true;
      if (pod !== undefined && !isActive(pod)) return this.#replace(set, pod);
      if (!parallel && (pod === undefined || !isReady(pod))) return false;
    }
    if (!this.#remove(set, replicas, parallel)) this.#update(set, replicas);
    return false;
  }

  /** A Pod that has ended makes room for another of its name. */
  #replace(set: StatefulSet, pod: Pod): boolean {
    if (pod.metadata.deletionTimestamp === undefined) deletePod(this.#cluster, set, pod);
    return false;
  }

  #add(set: StatefulSet, ordinal: number, { update, current }: Replicas): boolean {
    const name = `${set.metadata.name}-${ordinal}`;
    const templates = set.spec.volumeClaimTemplates ?? [];
    for (const template of templates) this.#ensureClaim(set, template, name);
    const partition = set.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
    const revision = ordinal < partition ? current : podLabelOf(update);
    const mounted = templates.map(({ metadata }) => ({
      name: metadata.name,
      persistentVolumeClaim: { claimName: `${metadata.name}-${name}` },
    }));
    const own = new Set(mounted.map((volume) => volume.name));
    const others = ((set.spec.template.spec["volumes"] ?? []) as readonly JsonObject[]).filter(
      (volume) => !own.has(volume["name"] as string),
    );
    const { serviceName } = set.spec;
    const outcome = createPod(this.#cluster, set, set.spec.template, {
      name,
      labels: {
        [revisionLabel]: revision,
        "statefulset.kubernetes.io/pod-name": name,
        "apps.kubernetes.io/pod-index": String(ordinal),
      },
      spec: {
        hostname: name,
        ...(serviceName !== undefined && serviceName !== "" && { subdomain: serviceName }),
        ...(mounted.length + others.length > 0 && { volumes: [...mounted, ...others] }),
      },
    });
    return !("refused" in outcome);
  }

  #ensureClaim(set: StatefulSet, { metadata, spec }: KubeObject, pod: string): void {
    const { client, events } = this.#cluster;
    const { namespace = "" } = set.metadata;
    const name = `${metadata.name}-${pod}`;
    if (client.get(claims, { namespace, name }) !== undefined) return;
    const labels = {
      ...metadata.labels,
      ...(set.spec.selector["matchLabels"] as { [key: string]: string } | undefined),
    };
    const goesWithSet = set.spec.persistentVolumeClaimRetentionPolicy?.whenDeleted === "Delete";
    const claim = {
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
      metadata: {
        name,
        namespace,
        labels,
        ...(metadata.annotations && { annotations: metadata.annotations }),
        ...(goesWithSet && { ownerReferences: [ownerReference(set)] }),
      },
      spec,
    } as unknown as KubeObject;
    ignoreRefusals(() => client.create(claims, claim));
    const message = `create Claim ${name} Pod ${pod} in StatefulSet ${set.metadata.name} success`;
    events.tell(set, { reason: "SuccessfulCreate", message, component: "statefulset-controller" });
  }

  /** Takes away what is too much, from the highest number down; gives whether something is. */
  #remove(set: StatefulSet, { byOrdinal, ordinals }: Replicas, parallel: boolean): boolean {
    const wanted = new Set(ordinals);
    const surplus = [...byOrdinal].filter(([ordinal]) => !wanted.has(ordinal)).toSorted(([a], [b]) => b - a);
    for (const [, pod] of surplus) {
      if (pod.metadata.deletionTimestamp === undefined) {
        deletePod(this.#cluster, set, pod);
        this.#dropClaims(set, pod);
      }
      if (!parallel) break;
    }
    return surplus.length > 0;
  }

  #dropClaims(set: StatefulSet, pod: Pod): void {
    if (set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled !== "Delete") return;
    for (const { metadata } of set.spec.volumeClaimTemplates ?? []) {
      const name = { namespace: pod.metadata.namespace ?? "", name: `${metadata.name}-${pod.metadata.name}` };
      ignoreRefusals(() => this.#cluster.client.delete(claims, name));
    }
  }

  /** Replaces the highest Pod of another revision, once all above are ready. */
  #update(set: StatefulSet, { byOrdinal, ordinals, update }: Replicas): void {
    const { type = "RollingUpdate", rollingUpdate } = set.spec.updateStrategy ?? {};
    if (type !== "RollingUpdate") return;
    const partition = rollingUpdate?.partition ?? 0;
    for (const ordinal of ordinals.toReversed()) {
      const pod = byOrdinal.get(ordinal);
      if (ordinal < partition || pod === undefined) return;
      if (pod.metadata.labels?.[revisionLabel] !== podLabelOf(update)) {
        if (pod.metadata.deletionTimestamp === undefined) deletePod(this.#cluster, set, pod);
        return;
      }
      if (!isReady(pod)) return;
    }
  }

  #report(key: string, { update, current }: Replicas): void {
    const { client, loop, podsOf } = this.#cluster;
    const set = client.get(statefulSets, objectNameOf(key)) as StatefulSet | undefined;
    if (set === undefined) return;
    const owned = (podsOf.of(set) as readonly Pod[]).filter(isActive);
    const { ready, available, nextAt } = availabilityOf(this.#cluster, owned, set.spec.minReadySeconds ?? 0);
    if (nextAt !== undefined) loop.at(`statefulset ${key}`, nextAt, () => this.#sync(key));
    const labelled = (label: string): number =>
      owned.filter(({ metadata }) => metadata.labels?.[revisionLabel] === label).length;
    const newest = podLabelOf(update);
    const updated = labelled(newest);
    const done = updated === owned.length && ready === owned.length && owned.length === (set.spec.replicas ?? 1);
    writeStatus(client, statefulSets, set, {
      observedGeneration: set.metadata.generation ?? 1,
      replicas: owned.length,
      ...counts({ readyReplicas: ready, currentReplicas: labelled(done ? newest : current), updatedReplicas: updated }),
      currentRevision: done ? newest : current,
      updateRevision: newest,
      collisionCount: set.status?.collisionCount ?? 0,
      availableReplicas: available,
    });
    dropRevisions(this.#cluster, set, new Set([newest, current]), set.spec.revisionHistoryLimit ?? 10);
  }
}

function ordinalOf({ metadata }: StatefulSet, pod: Pod): number {
  return Number(pod.metadata.name.slice(metadata.name.length + 1));
}
