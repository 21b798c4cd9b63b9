import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { findCondition } from "@flux-ts/controller";
import type { GitRepository, Kustomization } from "@flux-ts/flux-api";
import type { Client, ObjectKey } from "@flux-ts/kube";
import { WatchPool } from "@flux-ts/live";
import { installCrds } from "@flux-ts/manager";
import { adoptedName, configMapKey, objectNamespace } from "./sides.ts";
import type { Side } from "./sides.ts";

const namespace = "flux-system";

export const sourceKey = (name: string): ObjectKey => ({
  apiVersion: "source.toolkit.fluxcd.io/v1",
  kind: "GitRepository",
  namespace,
  name,
});

export const kustomizationKey = (name: string): ObjectKey => ({
  apiVersion: "kustomize.toolkit.fluxcd.io/v1",
  kind: "Kustomization",
  namespace,
  name,
});

/** What is in a folder of artifacts, by name. */
export async function artifactsIn(storage: string, name: string): Promise<readonly string[]> {
  return await readdir(join(storage, "gitrepository", namespace, name)).catch(() => []);
}

/** Installs the kinds of Flux, and the objects `fleet`. */
export async function install(client: Client, url: string): Promise<void> {
  const watches = new WatchPool({ client });
  await installCrds({ client, watches, signal: new AbortController().signal });
  await watches.close();
  for (const name of [namespace, objectNamespace]) {
    await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }
  await createFleet(client, { name: "fleet", url, path: "./app" });
}

export interface FleetObjects {
  readonly name: string;
  readonly url: string;
  readonly path: string;
}

/** Creates a GitRepository and a Kustomization of one name. */
export async function createFleet(client: Client, { name, url, path }: FleetObjects): Promise<void> {
  const [source, kustomization] = [sourceKey(name), kustomizationKey(name)];
  const metadata = { namespace, name };
  await client.create({
    apiVersion: source.apiVersion,
    kind: source.kind,
    metadata,
    spec: { url, interval: "10m", ref: { branch: "main" } },
  });
  const sourceRef = { kind: "GitRepository", name };
  await client.create({
    apiVersion: kustomization.apiVersion,
    kind: kustomization.kind,
    metadata,
    spec: { interval: "10m", retryInterval: "1s", path, prune: true, wait: true, force: true, sourceRef },
  });
}

/** Somebody makes an object with kubectl that Git will name. */
export async function adopt(client: Client, side: Side): Promise<void> {
  const name = adoptedName(side);
  if (await client.find(configMapKey(name))) return;
  const { apiVersion, kind } = configMapKey(name);
  const object = { apiVersion, kind, metadata: { namespace: objectNamespace, name }, data: { more: "kubectl" } };
  await client.create(object, { fieldManager: "kubectl-create" });
}

/** Asks for a run of an object; gives what its status will say then. */
export async function request(client: Client, key: ObjectKey): Promise<string> {
  const token = new Date().toISOString();
  const annotations = { "reconcile.fluxcd.io/requestedAt": token };
  await client.patch(key, { type: "merge", patch: { metadata: { annotations } } });
  return token;
}

/** Whether a Kustomization is ready at a revision, and at rest. */
export function isApplied(object: Kustomization | undefined, revision: string): boolean {
  const { conditions, lastAppliedRevision, observedGeneration } = object?.status ?? {};
  const ready = findCondition(conditions, "Ready");
  return (
    lastAppliedRevision === revision &&
    observedGeneration === object?.metadata.generation &&
    ready?.status === "True" &&
    findCondition(conditions, "Reconciling") === undefined
  );
}

/** Whether a GitRepository is ready at a revision. */
export function isStored(object: GitRepository | undefined, revision: string): boolean {
  const { artifact, conditions } = object?.status ?? {};
  return artifact?.revision === revision && findCondition(conditions, "Ready")?.status === "True";
}
