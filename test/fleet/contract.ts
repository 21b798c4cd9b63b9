import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { KubeObject } from "@flux-ts/base";
import { findCondition } from "@flux-ts/controller";
import type { Kustomization } from "@flux-ts/flux-api";
import type { Client, ObjectKey } from "@flux-ts/kube";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kustomizationKey, startFlux, type Files, type Flux } from "./flux.ts";

/** A way to an API where workloads become ready, with an administrator's client. */
export interface Cluster {
  readonly client: Client;
  close(): Promise<void>;
}

const timeoutMs = 30_000;
const sample = fileURLToPath(new URL("../../samples/fleet", import.meta.url));
const shop = (kind: string, name: string): ObjectKey => ({
  apiVersion: kind === "Deployment" ? "apps/v1" : "v1",
  kind,
  namespace: "shop",
  name,
});

/** What Flux as a whole does with the sample fleet, from the commit to the cluster. The tests follow each other. */
export function runFleetContract(open: () => Promise<Cluster>): void {
  let cluster: Cluster;
  let flux: Flux;
  beforeAll(async () => {
    cluster = await open();
    // Every step of a run is written down, however quick it is.
    flux = await startFlux(cluster.client, { pace: { noteDelayMs: 0 } });
  });
  afterAll(async () => {
    await flux[Symbol.asyncDispose]();
    await cluster.close();
  });

  const until = async <T extends KubeObject>(key: ObjectKey, predicate: (object: T | undefined) => boolean) =>
    await cluster.client.waitFor<T>(key, predicate, { timeoutMs });
  const untilApplied = async (name: string, revision: string): Promise<Kustomization | undefined> =>
    await until<Kustomization>(kustomizationKey(name), (object) => isApplied(object, revision));
  const push = async (files: Files): Promise<string> => {
    const revision = await flux.commit(files);
    await flux.reconcileSource();
    return revision;
  };

  test("everything becomes ready, in the order of dependencies", async () => {
    const revision = await push(await filesOf(sample));
    const apps = recordConditions(cluster.client, "apps");
    await createRoot(cluster.client);
    for (const name of ["flux-system", "infrastructure", "apps"]) await untilApplied(name, revision);
    expect(await apps.untilReady()).toEqual([
      "Ready=False DependencyNotReady",
      "Ready=Unknown Progressing, Reconciling=True Progressing",
      "Healthy=Unknown Progressing, Ready=Unknown Progressing, Reconciling=True Progressing",
      "Healthy=True Succeeded, Ready=True ReconciliationSucceeded",
    ]);
    const web = await cluster.client.get(shop("Deployment", "web"));
    expect(web["spec"]).toMatchObject({
      replicas: 3,
      template: { spec: { containers: [{ image: "ghcr.io/stefanprodan/podinfo:6.9.2" }] } },
    });
    const labels = { "kustomize.toolkit.fluxcd.io/name": "apps", "app.kubernetes.io/part-of": "shop" };
    expect(web.metadata.labels).toMatchObject(labels);
  });

  test("a pushed change arrives, and what it leaves out is pruned", async () => {
    const before = await generatedConfigMaps(cluster.client);
    const revision = await push({
      "apps/local/kustomization.yaml": (await readSample("apps/local/kustomization.yaml"))
        .replace("  - ../base/worker\n", "")
        .replace("replicas: 3", "replicas: 4"),
      "apps/base/web/kustomization.yaml": (await readSample("apps/base/web/kustomization.yaml")).replace(
        "hello",
        "good morning",
      ),
    });
    const apps = await untilApplied("apps", revision);
    expect((await cluster.client.get(shop("Deployment", "web")))["spec"]).toMatchObject({ replicas: 4 });
    expect(await cluster.client.find(shop("Deployment", "worker"))).toBeUndefined();
    const after = await generatedConfigMaps(cluster.client);
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    expect(apps?.status?.inventory?.entries.map(({ id }) => id)).toEqual([
      `shop_${after[0]}__ConfigMap`,
      "shop_web__Service",
      "shop_web_apps_Deployment",
    ]);
  });

  test("a suspended Kustomization stays as it is until it is resumed", async () => {
    const suspend = async (value: boolean): Promise<void> => {
      await cluster.client.patch(kustomizationKey("apps"), { type: "merge", patch: { spec: { suspend: value } } });
    };
    await suspend(true);
    const revision = await push({
      "apps/base/web/service.yaml": (await readSample("apps/base/web/service.yaml")).replace("port: 80", "port: 8080"),
    });
    await untilApplied("infrastructure", revision);
    expect((await cluster.client.get(shop("Service", "web")))["spec"]).toMatchObject({ ports: [{ port: 80 }] });
    await suspend(false);
    await untilApplied("apps", revision);
    expect((await cluster.client.get(shop("Service", "web")))["spec"]).toMatchObject({ ports: [{ port: 8080 }] });
  });

  test("a broken revision changes nothing and says where", async () => {
    const broken = (await readSample("apps/base/web/service.yaml")).replace("port: 80", "port: eighty");
    const attempt = await push({ "apps/base/web/service.yaml": broken });
    const apps = await until<Kustomization>(kustomizationKey("apps"), (object) => {
      const { conditions, lastAttemptedRevision } = object?.status ?? {};
      return lastAttemptedRevision === attempt && findCondition(conditions, "Ready")?.status === "False";
    });
    const { reason, message } = findCondition(apps?.status?.conditions, "Ready") ?? {};
    expect(reason).toBe("ReconciliationFailed");
    expect(message).toMatch(/^Service\/shop\/web dry-run failed.*\(apps\/base\/web\/service\.yaml:1\)/s);
    expect((await cluster.client.get(shop("Service", "web")))["spec"]).toMatchObject({ ports: [{ port: 8080 }] });
    const revision = await push({ "apps/base/web/service.yaml": await readSample("apps/base/web/service.yaml") });
    await untilApplied("apps", revision);
  });

  test("what somebody changes or deletes in the cluster is put right at once", async () => {
    const web = shop("Deployment", "web");
    await cluster.client.patch(
      web,
      { type: "merge", patch: { spec: { replicas: 1 } } },
      { fieldManager: "kubectl-edit" },
    );
    await until(web, (object) => (object?.["spec"] as { readonly replicas: number } | undefined)?.replicas === 4);
    const managers = (await cluster.client.get(web)).metadata.managedFields ?? [];
    expect(managers.map(({ manager }) => manager)).not.toContain("kubectl-edit");
    const service = await cluster.client.get(shop("Service", "web"));
    await cluster.client.delete(shop("Service", "web"));
    await until(shop("Service", "web"), (object) => {
      return object !== undefined && object.metadata.uid !== service.metadata.uid;
    });
  });

  test("a folder without manifests prunes everything; manifests that come back are applied", async () => {
    const path = "apps/local/kustomization.yaml";
    const empty = await push({ [path]: "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n" });
    const apps = await untilApplied("apps", empty);
    expect(apps?.status?.inventory?.entries).toEqual([]);
    await until(shop("Deployment", "web"), (object) => object === undefined);
    expect(await cluster.client.find(shop("Service", "web"))).toBeUndefined();
    await untilApplied("apps", await push({ [path]: await readSample(path) }));
    expect((await cluster.client.get(shop("Deployment", "web")))["spec"]).toMatchObject({ replicas: 3 });
  });

  test("a Kustomization that is gone from the repository takes its objects along", async () => {
    const revision = await push({ "clusters/local/apps.yaml": null });
    await untilApplied("flux-system", revision);
    await until(kustomizationKey("apps"), (object) => object === undefined);
    await until(shop("Deployment", "web"), (object) => object === undefined);
    expect(await cluster.client.find(shop("Service", "web"))).toBeUndefined();
    expect(await cluster.client.find({ apiVersion: "v1", kind: "Namespace", name: "shop" })).toBeDefined();
  });
}

async function createRoot(client: Client): Promise<void> {
  const { apiVersion, kind, namespace = "", name } = kustomizationKey("flux-system");
  const sourceRef = { kind: "GitRepository", name: "flux-system" };
  const spec = { interval: "10m", path: "./clusters/local", prune: true, sourceRef };
  await client.create({ apiVersion, kind, metadata: { namespace, name }, spec });
}

function isApplied(object: Kustomization | undefined, revision: string): boolean {
  const { conditions, lastAppliedRevision } = object?.status ?? {};
  return lastAppliedRevision === revision && findCondition(conditions, "Ready")?.status === "True";
}

/** Names of the generated ConfigMaps of the web application. */
async function generatedConfigMaps(client: Client): Promise<readonly string[]> {
  const target = { apiVersion: "v1", kind: "ConfigMap", namespace: "shop" };
  const { items } = await client.list(target, { metadataOnly: true });
  return items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith("web-"));
}

/** Writes down the conditions of a Kustomization from now on: each state once, however often it is written. */
function recordConditions(client: Client, name: string): { untilReady(): Promise<readonly string[]> } {
  const { name: _, ...target } = kustomizationKey(name);
  const record = async (): Promise<readonly string[]> => {
    const states: string[] = [];
    for await (const event of client.watch<Kustomization>(target, { fieldSelector: `metadata.name=${name}` })) {
      if (event.type !== "added" && event.type !== "modified") continue;
      const { conditions = [] } = event.object.status ?? {};
      const state = conditions.map(({ type, status, reason }) => `${type}=${status} ${reason}`).toSorted();
      if (state.length > 0 && state.join(", ") !== states.at(-1)) states.push(state.join(", "));
      if (findCondition(conditions, "Ready")?.status === "True") break;
    }
    return states;
  };
  const recorded = record();
  return { untilReady: async () => await recorded };
}

async function filesOf(root: string): Promise<Files> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(paths.map(async (path) => [relative(root, path), await readFile(path, "utf8")]));
  return Object.fromEntries(contents) as Files;
}

async function readSample(path: string): Promise<string> {
  return await readFile(join(sample, path), "utf8");
}
