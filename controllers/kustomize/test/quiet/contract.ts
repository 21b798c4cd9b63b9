import type { JsonObject, KubeObject } from "@flux-ts/base";
import { afterAll, beforeAll, describe, test } from "vitest";
import { createCluster, kustomizationKey } from "../cluster.ts";
import type { Api, Files, TestCluster, TestClusterOptions } from "../cluster.ts";
import { configMap, deployment, first, requestsFrom, sortOf } from "./scene.ts";

const specs: Record<string, (namespace: string) => JsonObject> = {
  "a plain Kustomization": () => ({}),
  "one that waits for health": () => ({ wait: true }),
  "one that checks the health of some": (namespace) => ({
    healthChecks: [{ apiVersion: "apps/v1", kind: "Deployment", name: "web", namespace }],
  }),
  "one with variables from a ConfigMap and a Secret": () => ({
    postBuild: {
      substituteFrom: [
        { kind: "ConfigMap", name: "vars" },
        { kind: "Secret", name: "vars" },
      ],
    },
  }),
  "one with dependencies": () => ({ dependsOn: [{ name: "base" }] }),
};

/** What runs cost when nothing has happened, on any API where Deployments become available. */
export function runQuietContract(open: () => Promise<Api>): void {
  let api: Api;
  beforeAll(async () => {
    api = await open();
  });
  afterAll(async () => {
    await api.close();
  });

  const settled = async (files: Files, spec: JsonObject, options: TestClusterOptions = {}): Promise<TestCluster> => {
    const cluster = await createCluster({ api, pace: { jitter: 0 }, ...options });
    await cluster.publish(first, files);
    await cluster.create("apps", { interval: "1s", ...spec });
    await cluster.untilReady("apps", "True", first);
    return cluster;
  };
  const read = async ({ client, names }: TestCluster) => await client.get(kustomizationKey("apps", names.flux));

  describe("an interval run that finds everything as it was asks nothing and tells nothing:", () => {
    test.for(Object.entries(specs))("%s", async ([, spec], { expect }) => {
      await using cluster = await createCluster({ api, pace: { jitter: 0 } });
      const metadata = { name: "vars", namespace: cluster.names.flux };
      await cluster.client.create({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: "1" } });
      await cluster.client.create({ apiVersion: "v1", kind: "Secret", metadata, data: { b: "MQ==" } });
      await cluster.publish(first, {
        "apps/a.yaml": configMap("a"),
        "apps/web.yaml": deployment,
        "base/b.yaml": configMap("b"),
      });
      await cluster.create("base", { path: "./base" });
      await cluster.untilReady("base", "True", first);
      await cluster.create("apps", { path: "./apps", interval: "1s", ...spec(cluster.names.target) });
      await cluster.untilReady("apps", "True", first);
      // The first may still hear of what the simulated cluster did to the objects.
      await cluster.nextRun("apps");
      const before = await read(cluster);
      const [requests, events] = [requestsFrom(cluster), cluster.events.length];
      await cluster.nextRun("apps", "interval");
      expect(requests()).toEqual([]);
      expect(cluster.events.slice(events)).toEqual([]);
      expect(await read(cluster)).toEqual(before);
    });
  });

  test("a requested run asks about every object and tells that it ran", async ({ expect }) => {
    await using cluster = await settled({ "a.yaml": configMap("a"), "b.yaml": configMap("b") }, { interval: "10m" });
    const [requests, events] = [requestsFrom(cluster), cluster.events.length];
    const run = cluster.nextRun("apps", "request");
    await cluster.change("apps", { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } } });
    await run;
    expect(requests().filter((request) => request.startsWith("dry-run"))).toHaveLength(2);
    expect(requests().filter((request) => request.startsWith("apply"))).toHaveLength(0);
    const status = (await read(cluster))["status"] as KubeObject;
    expect(status["history"]).toMatchObject([{ totalReconciliations: 2 }]);
    expect(cluster.events.slice(events).map(({ reason }) => reason)).toEqual(["ReconciliationSucceeded"]);
  });

  test("every object is verified once in a while, even if nothing seems to have happened", async ({ expect }) => {
    const policy = { verifyEveryMs: 1 };
    await using cluster = await settled({ "a.yaml": configMap("a") }, {}, { policy });
    await cluster.nextRun("apps");
    const requests = requestsFrom(cluster);
    await cluster.nextRun("apps");
    expect(requests().map((request) => request.split(" ")[0])).toEqual(["dry-run", "GET"]);
  });

  describe("after a restart", () => {
    const files = { "a.yaml": configMap("a"), "web.yaml": deployment };

    test.for([
      ["with its cache the controller asks nothing", true, []],
      [
        "without a cache the controller asks about every object and writes nothing",
        false,
        ["GET", "GET", "dry-run", "dry-run"],
      ],
    ] as const)("%s", async ([, cached, want], { expect }) => {
      await using cluster = await settled(files, { interval: "10m", wait: false }, { cached });
      const before = await read(cluster);
      const requests = requestsFrom(cluster);
      const run = cluster.nextRun("apps", "new");
      await cluster.restart();
      await run;
      const asked = requests().filter((request) => /\/(configmaps|deployments)\/|events|status/.test(request));
      expect(asked.map(sortOf).sort()).toEqual(want);
      expect(await read(cluster)).toEqual(before);
    });

    test.for([true, false])("what changed meanwhile is put right (cached: %s)", async (cached, { expect }) => {
      await using cluster = await settled(files, { interval: "10m" }, { cached });
      const { client } = cluster;
      const a = { apiVersion: "v1", kind: "ConfigMap", namespace: cluster.names.target, name: "a" };
      const web = { apiVersion: "apps/v1", kind: "Deployment", namespace: cluster.names.target, name: "web" };
      const strategy = { spec: { template: { spec: { containers: [{ name: "main", image: "app:other" }] } } } };
      await cluster.restart(async () => {
        await client.delete(a);
        await client.patch(web, { type: "strategic", patch: strategy }, { fieldManager: "somebody" });
      });
      await cluster.nextRun("apps");
      expect((await client.get(a))["data"]).toEqual({ key: "1" });
      expect(JSON.stringify((await client.get(web))["spec"])).toContain("app:v1");
    });
  });
}
