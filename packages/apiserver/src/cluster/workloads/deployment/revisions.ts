// The ReplicaSets of a Deployment: one for each template it had, with the number of the roll-out.
import type { KubeObject } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import { selects } from "../../../resources/validation/selectors.ts";
import { ignoreRefusals } from "../../../system/refusals.ts";
import type { Cluster } from "../../cluster.ts";
import { nameOf, ownerReference } from "../../cluster.ts";
import { replicaSets } from "../../kinds.ts";
import type { Deployment, Labels, PodTemplate, ReplicaSet } from "../../kinds.ts";
import { hashOf } from "../template-hash.ts";
import type { Sets } from "./rollout.ts";
import { boundsOf, firstReplicas } from "./rollout.ts";

const hashLabel = "pod-template-hash";
export const revisionAnnotation = "deployment.kubernetes.io/revision";
const historyAnnotation = "deployment.kubernetes.io/revision-history";
export const desiredAnnotation = "deployment.kubernetes.io/desired-replicas";
const maxAnnotation = "deployment.kubernetes.io/max-replicas";

/** Annotations of a Deployment that its ReplicaSets do not get. */
const own = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  "deprecated.deployment.rollback.to",
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
]);

/** The ReplicaSets that a Deployment controls, oldest first; those that nobody controls and it means are adopted. */
export function setsOf({ client, replicaSetsOf }: Cluster, deployment: Deployment): readonly ReplicaSet[] {
  const owned = replicaSetsOf.of(deployment) as readonly ReplicaSet[];
  return byAge(owned.length > 0 ? owned : adopt({ client, replicaSetsOf }, deployment));
}

function adopt(
  { client, replicaSetsOf }: Pick<Cluster, "client" | "replicaSetsOf">,
  deployment: Deployment,
): readonly ReplicaSet[] {
  const orphans = replicaSetsOf.orphans(deployment.metadata.namespace ?? "") as readonly ReplicaSet[];
  const meant = orphans.filter((set) => selects(deployment.spec.selector, set.metadata.labels ?? {}));
  return meant.map((set) => {
    const ownerReferences = [...(set.metadata.ownerReferences ?? []), ownerReference(deployment)];
    return client.update(replicaSets, { ...set, metadata: { ...set.metadata, ownerReferences } }) as ReplicaSet;
  });
}

function byAge(sets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  return sets.toSorted((a, b) => revisionOf(a) - revisionOf(b) || (a.metadata.name < b.metadata.name ? -1 : 1));
}

function revisionOf({ metadata }: KubeObject): number {
  return Number(metadata.annotations?.[revisionAnnotation] ?? 0);
}

/** The set of the Deployment's template; undefined when it has none yet. */
export function findNew(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return sets.find(({ spec }) => equalJson(withoutHash(spec.template), deployment.spec.template));
}

function withoutHash(template: PodTemplate): PodTemplate {
  const { [hashLabel]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

export interface Made {
  /** Undefined when another object has its name: with the next count of collisions it has another. */
  readonly set: ReplicaSet | undefined;
}

/** Makes the set of the Deployment's template, with as many Pods as there may be beside those of the others. */
export function createNew({ client }: Cluster, deployment: Deployment, sets: readonly ReplicaSet[]): Made {
  const { template, selector, minReadySeconds } = deployment.spec;
  const hash = hashOf(template, deployment.status?.collisionCount ?? 0);
  const name = `${deployment.metadata.name}-${hash}`;
  const { namespace = "" } = deployment.metadata;
  if (client.get(replicaSets, { namespace, name }) !== undefined) return { set: undefined };
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  const matchLabels = { ...(selector["matchLabels"] as Labels | undefined), [hashLabel]: hash };
  const set = {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: {
      name,
      namespace,
      labels,
      annotations: annotationsOf(deployment, undefined, nextRevision(sets)),
      ownerReferences: [ownerReference(deployment)],
    },
    spec: {
      replicas: firstReplicas(deployment, sets),
      ...(minReadySeconds !== undefined && { minReadySeconds }),
      selector: { ...selector, matchLabels },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  } as unknown as KubeObject;
  return { set: client.create(replicaSets, set) as ReplicaSet };
}

function nextRevision(sets: readonly ReplicaSet[]): number {
  return Math.max(0, ...sets.map(revisionOf)) + 1;
}

/** Brings the number and the annotations of the newest set up to date: it may have been an old one. */
export function renew({ client }: Cluster, deployment: Deployment, { next, old }: Sets): ReplicaSet {
  const revision = Math.max(revisionOf(next), ...old.map((set) => revisionOf(set) + 1));
  const annotations = annotationsOf(deployment, next, revision);
  const { minReadySeconds = 0 } = deployment.spec;
  const same =
    equalJson(annotations, next.metadata.annotations) && (next.spec.minReadySeconds ?? 0) === minReadySeconds;
  if (same) return next;
  const spec = { ...next.spec, ...(minReadySeconds > 0 && { minReadySeconds }) };
  return client.update(replicaSets, { ...next, metadata: { ...next.metadata, annotations }, spec }) as ReplicaSet;
}

function annotationsOf(deployment: Deployment, set: ReplicaSet | undefined, revision: number): Labels {
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([name]) => !own.has(name));
  const known = set?.metadata.annotations ?? {};
  const before = known[revisionAnnotation];
  const history = [known[historyAnnotation], before].filter((text) => text !== undefined && text !== "").join(",");
  const moved = before !== undefined && before !== String(revision);
  const kept = Object.entries(known).filter(([name]) => name === historyAnnotation);
  return {
    ...Object.fromEntries([...copied, ...kept]),
    [desiredAnnotation]: String(deployment.spec.replicas),
    [maxAnnotation]: String(deployment.spec.replicas + boundsOf(deployment).surge),
    [revisionAnnotation]: String(revision),
    ...(moved && { [historyAnnotation]: history }),
  };
}

/** Gives a set another number of Pods. */
export function scale({ client }: Cluster, deployment: Deployment, set: ReplicaSet, replicas: number): void {
  const annotations = {
    ...set.metadata.annotations,
    [desiredAnnotation]: String(deployment.spec.replicas),
    [maxAnnotation]: String(deployment.spec.replicas + boundsOf(deployment).surge),
  };
  client.update(replicaSets, {
    ...set,
    metadata: { ...set.metadata, annotations },
    spec: { ...set.spec, replicas },
  });
}

/** Deletes old sets without Pods beyond those that are kept to go back to. */
export function dropHistory({ client }: Cluster, { spec }: Deployment, old: readonly ReplicaSet[]): void {
  const { revisionHistoryLimit = 10 } = spec;
  const idle = old.filter(
    (set) =>
      set.spec.replicas === 0 && (set.status?.replicas ?? 0) === 0 && set.metadata.deletionTimestamp === undefined,
  );
  for (const set of idle.slice(0, Math.max(0, old.length - revisionHistoryLimit))) {
    ignoreRefusals(() => client.delete(replicaSets, nameOf(set), { uid: set.metadata.uid ?? "" }));
  }
}
