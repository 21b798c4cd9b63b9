// The templates that a StatefulSet or DaemonSet had, by which `kubectl rollout` goes back.
import type { JsonObject } from "@flux-ts/base";
import { equalJson } from "@flux-ts/base";
import { ignoreRefusals } from "../../system/refusals.ts";
import type { Cluster } from "../cluster.ts";
import { nameOf, ownerReference } from "../cluster.ts";
import { controllerRevisions } from "../kinds.ts";
import type { ControllerRevision, PodSet } from "../kinds.ts";
import { hashOf } from "./template-hash.ts";

export const revisionLabel = "controller-revision-hash";

/** The revision of a set's present template, made or made the newest again, and the number of all. */
export function currentRevision(cluster: Cluster, set: PodSet): ControllerRevision {
  const known = revisionsOf(cluster, set);
  const data = dataOf(set);
  const newest = Math.max(0, ...known.map(({ revision }) => revision));
  const found = known.find((revision) => equalJson(revision.data, data));
  if (found === undefined) return create(cluster, set, { data, revision: newest + 1 });
  if (found.revision === newest) return found;
  return cluster.client.update(controllerRevisions, { ...found, revision: newest + 1 }) as ControllerRevision;
}

function revisionsOf({ revisionsOf: index }: Cluster, set: PodSet): readonly ControllerRevision[] {
  return index.of(set) as readonly ControllerRevision[];
}

function dataOf({ spec }: PodSet): JsonObject {
  return { spec: { template: { ...(spec.template as JsonObject), $patch: "replace" } } };
}

function create(
  { client }: Cluster,
  set: PodSet,
  { data, revision }: { readonly data: JsonObject; readonly revision: number },
): ControllerRevision {
  const { namespace = "", name, annotations } = set.metadata;
  for (let collisions = 0; ; collisions++) {
    const hash = hashOf(data, collisions);
    const named = { namespace, name: `${name}-${hash}` };
    if (client.get(controllerRevisions, named) !== undefined) continue;
    const labels = { ...set.spec.template.metadata?.labels, [revisionLabel]: revisionLabelOf(set, hash) };
    return client.create(controllerRevisions, {
      apiVersion: "apps/v1",
      kind: "ControllerRevision",
      metadata: { ...named, labels, ...(annotations && { annotations }), ownerReferences: [ownerReference(set)] },
      data,
      revision,
    }) as ControllerRevision;
  }
}

/** DaemonSets label with the hash alone, StatefulSets with the name of the revision. */
function revisionLabelOf({ kind, metadata }: PodSet, hash: string): string {
  return kind === "DaemonSet" ? hash : `${metadata.name}-${hash}`;
}

/** What Pods of a revision carry as their label. */
export function podLabelOf({ metadata }: ControllerRevision): string {
  return metadata.labels?.[revisionLabel] ?? "";
}

/** Deletes the oldest revisions beyond those that are kept to go back to; those in use stay. */
export function dropRevisions(cluster: Cluster, set: PodSet, used: ReadonlySet<string>, limit: number): void {
  const idle = revisionsOf(cluster, set)
    .filter((revision) => !used.has(podLabelOf(revision)))
    .toSorted((a, b) => a.revision - b.revision);
  for (const revision of idle.slice(0, Math.max(0, idle.length - limit))) {
    ignoreRefusals(() => cluster.client.delete(controllerRevisions, nameOf(revision)));
  }
}
