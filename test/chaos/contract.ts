import type { KubeObject } from "@flux-ts/base";
import { findCondition } from "@flux-ts/controller";
import type { Kustomization } from "@flux-ts/flux-api";
import { connect } from "@flux-ts/kube";
import type { Client } from "@flux-ts/kube";
import { startApiProxy } from "@flux-ts/kube/testing";
import type { ApiProxy } from "@flux-ts/kube/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kustomizationKey, startFlux } from "../fleet/flux.ts";
import type { Files, Flux } from "../fleet/flux.ts";
import { troubles } from "./troubles.ts";
import type { ChaosCluster, Trouble } from "./troubles.ts";

const names = Array.from({ length: 6 }, (_, index) => `app-${index}`);
const objectsEach = 3;
const timeoutMs = 60_000;

/**
 * Requests that one commit may cost in all, whatever happens: several times what it costs in peace. A loop that does
 * not back off makes thousands.
 */
const requestBudget = 600;

/** Whatever the network and the server do: the fleet follows every commit, and every change is made once. */
export function runChaosContract(
  open: () => Promise<ChaosCluster>,
  all: { readonly [name: string]: Trouble } = troubles,
): void {
  let cluster: ChaosCluster;
  let proxy: ApiProxy;
  let client: Client;
  let flux: Flux;
  let commits = 0;
  beforeAll(async () => {
    cluster = await open();
    proxy = await startApiProxy({ access: cluster.access });
    client = connect(proxy.access);
    flux = await startFlux(client, { pace: { backoff: { minMs: 100, maxMs: 1000 } } });
    await cluster.client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } });
    await createKustomizations(cluster.client);
    await untilApplied(cluster.client, await commit());
  });
  afterAll(async () => {
    await flux[Symbol.asyncDispose]();
    await client.close();
    await proxy[Symbol.asyncDispose]();
    await cluster.close();
  });
  const commit = async (): Promise<string> => {
    const revision = await flux.commit(filesOf(++commits));
    await requestSource(cluster.client);
    return revision;
  };

  test.for(Object.entries(all))("%s", { timeout: timeoutMs + 10_000 }, async ([, { mishap, strike }]) => {
    const changes = await countChanges(cluster.client);
    const before = proxy.requests.length;
    proxy.disturb(mishap);
    const revision = await commit();
    await strike?.(proxy, cluster);
    await untilApplied(cluster.client, revision);
    proxy.disturb(undefined);
    expect(await changes.stop()).toEqual(Object.fromEntries(objectNames().map((name) => [name, [String(commits)]])));
    const requests = proxy.requests.slice(before);
    expect(requests.length).toBeLessThan(requestBudget);
    expect(requests.some((request) => request.mishap !== undefined)).toBe(mishap !== undefined);
  });
}

function objectNames(): readonly string[] {
  return names.flatMap((name) => Array.from({ length: objectsEach }, (_, index) => `${name}-${index}`));
}

function filesOf(commit: number): Files {
  const document = (name: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: shop}\ndata: {commit: "${commit}"}\n`;
  return Object.fromEntries(
    names.map((name) => [
      `${name}/objects.yaml`,
      objectNames()
        .filter((object) => object.startsWith(`${name}-`))
        .map(document)
        .join("---\n"),
    ]),
  );
}

async function createKustomizations(client: Client): Promise<void> {
  for (const name of names) {
    const { apiVersion, kind, namespace = "" } = kustomizationKey(name);
    const sourceRef = { kind: "GitRepository", name: "flux-system" };
    const spec = { interval: "10m", retryInterval: "500ms", path: name, prune: true, wait: true, sourceRef };
    await client.create({ apiVersion, kind, metadata: { namespace, name }, spec });
  }
}

async function requestSource(client: Client): Promise<void> {
  const annotations = { "reconcile.fluxcd.io/requestedAt": new Date().toISOString() };
  const key = { ...kustomizationKey("flux-system"), apiVersion: "source.toolkit.fluxcd.io/v1", kind: "GitRepository" };
  await client.patch(key, { type: "merge", patch: { metadata: { annotations } } });
}

async function untilApplied(client: Client, revision: string): Promise<void> {
  const isApplied = (object: Kustomization | undefined): boolean => {
    const { lastAppliedRevision, conditions } = object?.status ?? {};
    return lastAppliedRevision === revision && findCondition(conditions, "Ready")?.status === "True";
  };
  await Promise.all(
    names.map((name) => client.waitFor<Kustomization>(kustomizationKey(name), isApplied, { timeoutMs })),
  );
}

interface Changes {
  /** The commits that the objects have been brought to, in order, by object. */
  stop(): Promise<{ readonly [name: string]: readonly string[] }>;
}

/** Writes down every change of the objects from now on: applying again what is there is none. */
async function countChanges(client: Client): Promise<Changes> {
  const seen: { [name: string]: string[] } = {};
  const informer = client.informer({ apiVersion: "v1", kind: "ConfigMap", namespace: "shop" });
  await informer.start();
  informer.subscribe((event) => {
    if (event.type === "modified") (seen[event.object.metadata.name] ??= []).push(commitOf(event.object));
  });
  return {
    async stop() {
      await informer.stop();
      return seen;
    },
  };
}

function commitOf(object: KubeObject): string {
  return (object["data"] as { readonly commit: string }).commit;
}
