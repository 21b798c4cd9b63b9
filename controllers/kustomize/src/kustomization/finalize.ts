import { messageOf } from "@flux-ts/base";
import { formatChanges, formatKey, keyOfEntry, ownerLabels, pruneObjects } from "@flux-ts/apply";
import type { Change } from "@flux-ts/apply";
import type { EventMetadata, Run } from "@flux-ts/controller";
import type { Kustomization } from "@flux-ts/flux-api";
import type { Client, Clock, ObjectKey } from "@flux-ts/kube";
import { waitUntilGone } from "@flux-ts/live";
import type { ClusterAccess, ClusterAccesses } from "./access.ts";
import type { Fights } from "../known/fights.ts";
import type { KnownSets } from "../known/sets.ts";
import { deletesObjects, namespaceOf, ownerOf, timeoutOf } from "./spec.ts";

interface FinalizePorts {
  readonly client: Client;
  readonly clusters: ClusterAccesses;
  readonly clock: Clock;
  readonly sets: KnownSets;
  readonly fights: Fights;
}

/** Deletes what a Kustomization applied before it goes away itself, as `spec.deletionPolicy` says. */
export async function finalize(
  object: Kustomization,
  run: Run<Kustomization>,
  { client, clusters, clock, sets, fights }: FinalizePorts,
): Promise<void> {
  const owner = ownerOf(object);
  clusters.forget(owner);
  sets.forget(owner);
  fights.forget(owner);
  if (!deletesObjects(object)) return;
  const keys = (object.status?.inventory?.entries ?? []).map(keyOfEntry);
  const cluster = clusters.of(object);
  const metadata = eventMetadata(object);
  const changes = await deleteAll(object, run, { keys, client, cluster, metadata });
  if (changes.length === 0) return;
  run.event({ severity: "info", reason: reasonOf(object), message: formatChanges(changes), metadata });
  if (object.spec.deletionPolicy !== "WaitForTermination") return;
  const deleted = changes.filter(({ action }) => action === "deleted").map(({ object: key }) => key);
  const outcome = await waitUntilGone(cluster.watches, deleted, {
    signal: run.signal,
    timeoutMs: timeoutOf(object),
    clock,
  });
  if (outcome.kind === "ready") return;
  run.event({
    severity: "error",
    reason: reasonOf(object),
    message: "failed to wait for resources termination",
    metadata,
  });
}

interface Deletion {
  readonly keys: readonly ObjectKey[];
  /** The controller itself. */
  readonly client: Client;
  readonly cluster: ClusterAccess;
  readonly metadata: EventMetadata;
}

async function deleteAll(
  object: Kustomization,
  run: Run<Kustomization>,
  { keys, client, cluster, metadata }: Deletion,
): Promise<readonly Change[]> {
  try {
    const owner = ownerLabels(object.metadata.name, namespaceOf(object));
    return await pruneObjects(keys, { client: cluster.client, owner, signal: run.signal, reach: run.reach });
  } catch (error) {
    run.signal.throwIfAborted();
    if (await isIdentityGone(object, client)) {
      const message = `unable to prune objects: \n${keys.map(formatKey).join("\n")}`;
      run.log.error("skipping pruning, failed to find account to impersonate", error);
      run.event({ severity: "error", reason: reasonOf(object), message, metadata });
      return [];
    }
    run.log.error("pruning for deleted resource failed", error, { message: messageOf(error) });
    run.event({
      severity: "error",
      reason: reasonOf(object),
      message: "pruning for deleted resource failed",
      metadata,
    });
    throw error;
  }
}

/** Whether the impersonated ServiceAccount may do nothing any more because it was deleted. */
async function isIdentityGone(object: Kustomization, client: Client): Promise<boolean> {
  const name = object.spec.serviceAccountName;
  if (name === undefined) return false;
  const key = { apiVersion: "v1", kind: "ServiceAccount", namespace: namespaceOf(object), name };
  return (await client.find(key, { metadataOnly: true })) === undefined;
}

function reasonOf({ status }: Kustomization): string {
  return status?.conditions?.find(({ type }) => type === "Ready")?.reason ?? "Progressing";
}

function eventMetadata({ status }: Kustomization): EventMetadata {
  const { lastAppliedRevision: revision, lastAppliedOriginRevision: originRevision } = status ?? {};
  return { ...(revision !== undefined && { revision }), ...(originRevision !== undefined && { originRevision }) };
}
