import type { KubeObject, OwnerReference } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import type { JsonObject } from "@flux-ts/base";
import type { Clock } from "../clock.ts";
import { formatTime } from "../clock.ts";
import type { Store } from "../storage/store.ts";
import type { ObjectName, ResourceName, SystemClient } from "../system/client.ts";
import type { EventRecorder } from "./events.ts";
import type { OwnerIndex } from "./owner-index.ts";
import type { ReadinessRule, Wish } from "./settings.ts";
import type { WorkLoop } from "./work-loop.ts";

/** What the controllers of the simulated cluster stand on. */
export interface Cluster {
  readonly store: Store;
  readonly clock: Clock;
  readonly loop: WorkLoop;
  readonly events: EventRecorder;
  /** As controllers: `kube-controller-manager`. */
  readonly client: SystemClient;
  /** As the node: `kubelet`. */
  readonly kubelet: SystemClient;
  /** What becomes of objects that do not say it. */
  readonly wish: Wish;
  readonly rules: readonly ReadinessRule[];
  readonly podsOf: OwnerIndex;
  readonly replicaSetsOf: OwnerIndex;
  readonly jobsOf: OwnerIndex;
  readonly revisionsOf: OwnerIndex;
}

/** The current time as objects have it. */
export function timeOf({ clock }: Cluster): string {
  return formatTime(clock.now());
}

export function nameOf({ metadata }: KubeObject): ObjectName {
  return { namespace: metadata.namespace ?? "", name: metadata.name };
}

/** A key that tells objects of one kind from each other. */
export function keyOf({ namespace, name }: ObjectName): string {
  return `${namespace}/${name}`;
}

export function objectNameOf(key: string): ObjectName {
  const at = key.indexOf("/");
  return { namespace: key.slice(0, at), name: key.slice(at + 1) };
}

export function ownerReference({ apiVersion, kind, metadata }: KubeObject): OwnerReference {
  const { name, uid = "" } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** Writes a status when it is another one. */
export function writeStatus(
  client: SystemClient,
  resource: ResourceName,
  object: KubeObject,
  status: JsonObject,
): void {
  if (equalJson(status, object["status"] ?? {})) return;
  client.update(resource, { ...object, status }, "status");
}

/** Kubernetes leaves counts of zero out. */
export function counts(values: { readonly [name: string]: number }): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value > 0));
}
