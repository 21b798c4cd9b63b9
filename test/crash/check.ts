import type { KubeObject } from "@flux-ts/base";
import { canonicalJson, getOwn } from "@flux-ts/base";
import type { Kustomization } from "@flux-ts/flux-api";
import { isPassedOn, isWrite } from "@flux-ts/kube/testing";
import type { RelayedRequest } from "@flux-ts/kube/testing";
import type { Client } from "@flux-ts/kube";
import { expect } from "vitest";
import { lastingNames, objectNamespace, objectsOf } from "./sides.ts";
import type { World } from "./world.ts";
import { kustomizationKey } from "./fleet.ts";

const applyType = "application/apply-patch+yaml";

/** Whatever happened since the request of this number: the cluster is as Git says, and nobody did anything twice. */
export async function expectSettled({ client, proxy, side }: World, since: number): Promise<void> {
  const objects = await ownedObjects(client, "fleet");
  const content = objects.map(({ apiVersion, kind, metadata: { name }, ...rest }) => ({
    apiVersion,
    kind,
    name,
    ...pick(rest, ["data", "rules", "immutable"]),
  }));
  const wanted = objectsOf(side).map(({ metadata: { name }, ...rest }) => ({ ...rest, name }));
  expect(sorted(content), "objects with Flux's owner labels").toEqual(sorted(wanted));
  const kustomization = await client.get<Kustomization>(kustomizationKey("fleet"));
  const inventory = kustomization.status?.inventory?.entries.map(({ id }) => id.split("_")[1]);
  expect(inventory?.toSorted(), "inventory").toEqual(wanted.map(({ name }) => name).toSorted());
  const requests = proxy.requests.slice(since).filter((request) => isWrite(request) && isPassedOn(request));
  expect(repeatedApplies(requests), "objects applied twice with the same content").toEqual([]);
  expect(deletedNames(requests).filter((name) => lastingNames.includes(name))).toEqual([]);
}

/** The objects that say that this Kustomization owns them. */
export async function ownedObjects(client: Client, name: string): Promise<readonly KubeObject[]> {
  const labelSelector = `kustomize.toolkit.fluxcd.io/name=${name}`;
  const configMaps = { apiVersion: "v1", kind: "ConfigMap", namespace: objectNamespace };
  const roles = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" };
  const lists = await Promise.all([configMaps, roles].map((target) => client.list(target, { labelSelector })));
  return lists.flatMap(({ items }) => items);
}

/** The paths of all objects that were applied since the request of this number. */
export function appliedPaths(world: World, since: number): readonly string[] {
  return writtenPaths(world, since, ({ contentType }) => contentType === applyType);
}

/** The paths of all that was written since the request of this number. */
export function writtenPaths(
  { proxy }: World,
  since: number,
  filter: (request: RelayedRequest) => boolean = () => true,
): readonly string[] {
  const requests = proxy.requests.slice(since).filter((request) => isWrite(request) && filter(request));
  return requests.map(({ path }) => path);
}

/** How many objects the server was asked about by dry runs since the request of this number. */
export function countDryRuns({ proxy }: World, since: number): number {
  return proxy.requests.slice(since).filter(({ query }) => query.has("dryRun")).length;
}

function repeatedApplies(requests: readonly RelayedRequest[]): readonly string[] {
  const applies = requests
    .filter(({ contentType }) => contentType === applyType)
    .map(({ path, body = null }) => `${path} ${canonicalJson(body)}`);
  return applies.filter((apply, index) => applies.indexOf(apply) !== index);
}

function deletedNames(requests: readonly RelayedRequest[]): readonly string[] {
  return requests.filter(({ method }) => method === "DELETE").map(({ path }) => path.split("/").at(-1) ?? "");
}

function pick(object: { readonly [field: string]: unknown }, fields: readonly string[]): { [field: string]: unknown } {
  return Object.fromEntries(fields.flatMap((field) => (field in object ? [[field, getOwn(object, field)]] : [])));
}

function sorted<T extends { readonly name: string }>(objects: readonly T[]): readonly T[] {
  return objects.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
