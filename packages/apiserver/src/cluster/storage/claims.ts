import type { JsonObject, KubeObject } from "@flux-ts/base";
import { isJsonObject } from "@flux-ts/base";
import type { SystemChange } from "../../system/client.ts";
import { ignoreRefusals } from "../../system/refusals.ts";
import type { Cluster } from "../cluster.ts";
import { keyOf, nameOf, objectNameOf, writeStatus } from "../cluster.ts";
import { claims, pods, volumes } from "../kinds.ts";
import type { Pod } from "../kinds.ts";
import { claimsOf } from "../pods/scheduler.ts";
import { wishOf } from "../settings.ts";

const provisioner = "simulation.flux-ts.dev/volumes";
const claimFinalizer = "kubernetes.io/pvc-protection";
const volumeFinalizer = "kubernetes.io/pv-protection";

/** Gives claims volumes, keeps claims that are used, and deletes volumes that were made for claims that are gone. */
export function startClaims(cluster: Cluster): Disposable {
  const controller = new Claims(cluster);
  const watches = [
    cluster.client.watch(claims, (change) => controller.seeClaim(change)),
    cluster.client.watch(volumes, ({ after }) => {
      if (after) controller.enqueueVolume(after.metadata.name);
    }),
    cluster.client.watch(pods, ({ before, after }) => {
      if (before && !after) controller.seeEnd(before as Pod);
    }),
  ];
  return { [Symbol.dispose]: () => watches.forEach((watch) => watch[Symbol.dispose]()) };
}

class Claims {
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  seeClaim({ before, after }: SystemChange): void {
    const claim = after ?? before;
    if (claim === undefined) return;
    if (after !== undefined) this.#enqueue(keyOf(nameOf(claim)));
    else this.enqueueVolume(volumeNameOf(claim));
  }

  seeEnd(pod: Pod): void {
    const { namespace = "" } = pod.metadata;
    for (const name of claimsOf(pod)) this.#enqueue(keyOf({ namespace, name }));
  }

  enqueueVolume(name: string): void {
    if (name !== "") this.#cluster.loop.add(`volume ${name}`, () => this.#syncVolume(name));
  }

  #enqueue(key: string): void {
    this.#cluster.loop.add(`claim ${key}`, () => this.#sync(key));
  }

  #sync(key: string): void {
    const { client, clock, loop, wish: preset } = this.#cluster;
    const claim = client.get(claims, objectNameOf(key));
    if (claim === undefined) return;
    if (claim.metadata.deletionTimestamp !== undefined) return this.#release(claim);
    const wish = wishOf([claim], preset);
    if (wish.fate !== "ready") return;
    const due = Date.parse(claim.metadata.creationTimestamp ?? "") + wish.delayMs;
    if (wish.delayMs > 0 && clock.now() < due) return loop.at(`claim ${key}`, due, () => this.#sync(key));
    this.#bind(claim);
  }

  /** Lets a claim go that no Pod uses any more. */
  #release(claim: KubeObject): void {
    const { client } = this.#cluster;
    const { namespace = "", name, finalizers = [] } = claim.metadata;
    const used = (client.list(pods, namespace) as readonly Pod[]).some((pod) => claimsOf(pod).includes(name));
    if (used || !finalizers.includes(claimFinalizer)) return;
    const left = finalizers.filter((finalizer) => finalizer !== claimFinalizer);
    client.update(claims, { ...claim, metadata: { ...claim.metadata, finalizers: left } });
  }

  #bind(claim: KubeObject): void {
    const { client, events } = this.#cluster;
    const name = volumeNameOf(claim) || `pvc-${claim.metadata.uid ?? ""}`;
    const found = client.get(volumes, { namespace: "", name });
    // A claim that names its volume waits until somebody makes that.
    if (found === undefined && volumeNameOf(claim) !== "") return;
    const volume = found ?? client.create(volumes, volumeFor(claim, name));
    if (found === undefined) {
      const message = `Successfully provisioned volume ${name}`;
      events.tell(claim, { reason: "ProvisioningSucceeded", message, component: provisioner });
    }
    this.#claimVolume(claim, volume);
    const spec = claim["spec"] as JsonObject;
    const noted = { ...claim.metadata.annotations, ...bindingNotes(found === undefined) };
    const bound =
      spec["volumeName"] === name
        ? claim
        : client.update(claims, {
            ...claim,
            metadata: { ...claim.metadata, annotations: noted },
            spec: { ...spec, volumeName: name },
          });
    const volumeSpec = (client.get(volumes, { namespace: "", name })?.["spec"] ?? {}) as JsonObject;
    writeStatus(client, claims, bound, {
      ...(bound["status"] as JsonObject),
      phase: "Bound",
      accessModes: volumeSpec["accessModes"] ?? [],
      capacity: volumeSpec["capacity"] ?? {},
    });
  }

  #claimVolume(claim: KubeObject, volume: KubeObject): void {
    const { client } = this.#cluster;
    const spec = volume["spec"] as JsonObject;
    const claimed =
      spec["claimRef"] === undefined
        ? client.update(volumes, { ...volume, spec: { ...spec, claimRef: referenceTo(claim) } })
        : volume;
    writeStatus(client, volumes, claimed, { ...(claimed["status"] as JsonObject), phase: "Bound" });
  }

  /** A volume without a claim is offered; one whose claim is gone is deleted or waits for somebody. */
  #syncVolume(name: string): void {
    const { client } = this.#cluster;
    const volume = client.get(volumes, { namespace: "", name });
    if (volume === undefined) return;
    const { claimRef, persistentVolumeReclaimPolicy } = volume["spec"] as JsonObject;
    const claim = isJsonObject(claimRef) ? this.#claimOf(claimRef) : undefined;
    if (volume.metadata.deletionTimestamp !== undefined) {
      if (claim === undefined) this.#releaseVolume(volume);
      return;
    }
    if (claimRef === undefined) {
      writeStatus(client, volumes, volume, { ...(volume["status"] as JsonObject), phase: "Available" });
      this.#offer(name);
    } else if (claim === undefined && isJsonObject(claimRef) && claimRef["uid"] !== undefined) {
      if (persistentVolumeReclaimPolicy === "Delete") {
        ignoreRefusals(() => client.delete(volumes, { namespace: "", name }));
      } else {
        writeStatus(client, volumes, volume, { ...(volume["status"] as JsonObject), phase: "Released" });
      }
    }
  }

  /** Claims that wait for this very volume look again. */
  #offer(name: string): void {
    for (const claim of this.#cluster.client.list(claims)) {
      if (volumeNameOf(claim) === name) this.#enqueue(keyOf(nameOf(claim)));
    }
  }

  #claimOf({ namespace, name, uid }: JsonObject): KubeObject | undefined {
    const claim = this.#cluster.client.get(claims, { namespace: namespace as string, name: name as string });
    return uid === undefined || claim?.metadata.uid === uid ? claim : undefined;
  }

  #releaseVolume(volume: KubeObject): void {
    const { finalizers = [] } = volume.metadata;
    const left = finalizers.filter((finalizer) => finalizer !== volumeFinalizer);
    if (left.length === finalizers.length) return;
    this.#cluster.client.update(volumes, { ...volume, metadata: { ...volume.metadata, finalizers: left } });
  }
}

function volumeNameOf({ spec }: KubeObject): string {
  const name = isJsonObject(spec) ? spec["volumeName"] : undefined;
  return typeof name === "string" ? name : "";
}

function bindingNotes(provisioned: boolean): { readonly [name: string]: string } {
  return {
    "pv.kubernetes.io/bind-completed": "yes",
    "pv.kubernetes.io/bound-by-controller": "yes",
    ...(provisioned && { "volume.kubernetes.io/storage-provisioner": provisioner }),
  };
}

function volumeFor(claim: KubeObject, name: string): KubeObject {
  const { accessModes = ["ReadWriteOnce"], resources, storageClassName, volumeMode } = claim["spec"] as JsonObject;
  const { requests = {} } = (resources ?? {}) as JsonObject;
  const { namespace = "", name: claimName } = claim.metadata;
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name, annotations: { "pv.kubernetes.io/provisioned-by": provisioner } },
    spec: {
      accessModes,
      capacity: { storage: (requests as JsonObject)["storage"] ?? "1Gi" },
      claimRef: referenceTo(claim),
      hostPath: { path: `/var/lib/volumes/${namespace}/${claimName}`, type: "DirectoryOrCreate" },
      persistentVolumeReclaimPolicy: "Delete",
      ...(storageClassName !== undefined && { storageClassName }),
      ...(volumeMode !== undefined && { volumeMode }),
    },
  };
}

function referenceTo({ metadata }: KubeObject): JsonObject {
  const { namespace = "", name, uid = "", resourceVersion = "" } = metadata;
  return { kind: "PersistentVolumeClaim", namespace, name, uid, apiVersion: "v1", resourceVersion };
}
