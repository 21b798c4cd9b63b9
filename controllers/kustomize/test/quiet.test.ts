import type { JsonObject, KubeObject } from "@flux-ts/base";
import { describe, test } from "vitest";
import { createCluster, kustomizationKey } from "./cluster.ts";
import type { Files, TestCluster, TestClusterOptions } from "./cluster.ts";

const first = "main@sha1:1111";
const second = "main@sha1:2222";

const configMap = (name: string, value = "1"): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {key: "${value}"}\n`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "app:v1"}]}
`;

/** What the controller asks of the API from now on, apart from first lists of what it watches. */
function requestsFrom(cluster: TestCluster): () => readonly string[] {
  const start = cluster.requests.length;
  return () => cluster.requests.slice(start).filter((request) => !request.startsWith("list "));
}

function sortOf(request: string): string {
  return request.slice(0, request.indexOf(" "));
}

async function settled(files: Files, spec: JsonObject, options: TestClusterOptions = {}): Promise<TestCluster> {
  const cluster = await createCluster({ pace: { jitter: 0 }, ...options });
  await cluster.publish(first, files);
  await cluster.create("apps", { interval: "1s", ...spec });
  await cluster.untilReady("apps", "True", first);
  return cluster;
}

const specs: Record<string, JsonObject> = {
  "a plain Kustomization": {},
  "one that waits for health": { wait: true },
  "one that checks the health of some": {
    healthChecks: [{ apiVersion: "apps/v1", kind: "Deployment", name: "web", namespace: "default" }],
  },
  "one with variables from a ConfigMap and a Secret": {
    postBuild: {
      substituteFrom: [
        { kind: "ConfigMap", name: "vars" },
        { kind: "Secret", name: "vars" },
      ],
    },
  },
  "one with dependencies": { dependsOn: [{ name: "base" }] },
};

describe("an interval run that finds everything as it was asks nothing and tells nothing:", () => {
  test.for(Object.entries(specs))("%s", async ([, spec], { expect }) => {
    await using cluster = await createCluster({ pace: { jitter: 0 } });
    const metadata = { name: "vars", namespace: "flux-system" };
    await cluster.client.create({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { a: "1" } });
    await cluster.client.create({ apiVersion: "v1", kind: "Secret", metadata, data: { b: "MQ==" } });
    await cluster.publish(first, {
      "apps/a.yaml": configMap("a"),
      "apps/web.yaml": deployment,
      "base/b.yaml": configMap("b"),
    });
    await cluster.create("base", { path: "./base" });
    await cluster.untilReady("base", "True", first);
    await cluster.create("apps", { path: "./apps", interval: "1s", ...spec });
    await cluster.untilReady("apps", "True", first);
    // The first may still hear of what the simulated cluster did to the objects.
    await cluster.nextRun("apps");
    const before = await cluster.client.get(kustomizationKey("apps"));
    const [requests, events] = [requestsFrom(cluster), cluster.events.length];
    await cluster.nextRun("apps", "interval");
    expect(requests()).toEqual([]);
    expect(cluster.events.slice(events)).toEqual([]);
    expect(await cluster.client.get(kustomizationKey("apps"))).toEqual(before);
  });
});

test("a requested run asks about every object and tells that it ran", async ({ expect }) => {
  await using cluster = await settled({ "a.yaml": configMap("a"), "b.yaml": configMap("b") }, { interval: "10m" });
  const [requests, events] = [requestsFrom(cluster), cluster.events.length];
  const run = cluster.nextRun("apps");
  await cluster.change("apps", { metadata: { annotations: { "reconcile.fluxcd.io/requestedAt": "now" } } });
  await run;
  expect(requests().filter((request) => request.startsWith("dry-run"))).toHaveLength(2);
  expect(requests().filter((request) => request.startsWith("apply"))).toHaveLength(0);
  const status = (await cluster.client.get(kustomizationKey("apps")))["status"] as KubeObject;
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

describe("a new revision", () => {
  const files = { "apps/a.yaml": configMap("a"), "infra/b.yaml": configMap("b") };

  test("that changes no file of the build is taken up without a build or a question about objects", async ({
    expect,
  }) => {
    await using cluster = await settled(files, { path: "./apps", interval: "10m" });
    await cluster.create("infra", { path: "./infra" });
    await cluster.untilReady("infra", "True", first);
    const [requests, events] = [requestsFrom(cluster), cluster.events.length];
    await cluster.publish(second, { ...files, "infra/b.yaml": configMap("b", "2"), "README.md": "new" });
    const apps = await cluster.untilReady("apps", "True", second);
    await cluster.untilReady("infra", "True", second);
    const asked = requests().filter((request) => /^(dry-run|apply)/.test(request));
    expect(asked).toEqual(["dry-run", "apply"].map((what) => `${what} /api/v1/namespaces/default/configmaps/b`));
    expect(apps.status).toMatchObject({
      lastAppliedRevision: second,
      lastAttemptedRevision: second,
      history: [{ totalReconciliations: 2, metadata: { revision: second } }],
    });
    const told = cluster.events.slice(events).filter(({ object }) => object.metadata.name === "apps");
    expect(told.map(({ reason, metadata }) => [reason, metadata["kustomize.toolkit.fluxcd.io/revision"]])).toEqual([
      ["ReconciliationSucceeded", second],
    ]);
  });

  const changes: Record<string, { spec?: JsonObject; before: Files; after: Files }> = {
    "a file of a base": {
      before: {
        "apps/kustomization.yaml": "resources: [../base]",
        "base/kustomization.yaml": "resources: [a.yaml]",
        "base/a.yaml": configMap("a"),
      },
      after: {
        "apps/kustomization.yaml": "resources: [../base]",
        "base/kustomization.yaml": "resources: [a.yaml]",
        "base/a.yaml": configMap("a", "2"),
      },
    },
    "a file that comes into a plain folder": {
      before: { "apps/b.yaml": configMap("b") },
      after: { "apps/b.yaml": configMap("b"), "apps/a.yaml": configMap("a", "2") },
    },
    "a kustomization file that comes into a plain folder": {
      before: { "apps/a.yaml": configMap("a") },
      after: {
        "apps/a.yaml": configMap("a"),
        "apps/kustomization.yaml":
          "resources: [a.yaml]\npatches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {key: \"2\"}}'}]\n",
      },
    },
    "a component that was missing": {
      spec: { components: ["../component"], ignoreMissingComponents: true },
      before: { "apps/kustomization.yaml": "resources: [a.yaml]", "apps/a.yaml": configMap("a") },
      after: {
        "apps/kustomization.yaml": "resources: [a.yaml]",
        "apps/a.yaml": configMap("a"),
        "component/kustomization.yaml":
          "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {key: \"2\"}}'}]\n",
      },
    },
  };
  test.for(Object.entries(changes))("that changes %s is built", async ([, { spec, before, after }], { expect }) => {
    await using cluster = await settled(before, { path: "./apps", interval: "10m", ...spec });
    await cluster.publish(second, after);
    await cluster.untilReady("apps", "True", second);
    const a = await cluster.client.get({ apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "a" });
    expect(a["data"]).toEqual({ key: "2" });
  });
});

describe("variables from a ConfigMap", () => {
  const files = { "a.yaml": configMap("a", "${color}") };
  const vars = { apiVersion: "v1", kind: "ConfigMap", namespace: "flux-system", name: "vars" };
  const a = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "a" };

  test.for([
    ["are read again at the interval", "1s", {}],
    ["wake at once where the label asks for it", "10m", { "reconcile.fluxcd.io/watch": "Enabled" }],
  ] as const)("%s", async ([, interval, labels]) => {
    await using cluster = await createCluster();
    const metadata = { name: vars.name, namespace: vars.namespace, labels };
    await cluster.client.create({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { color: "blue" } });
    await cluster.publish(first, files);
    await cluster.create("apps", { interval, postBuild: { substituteFrom: [{ kind: "ConfigMap", name: "vars" }] } });
    await cluster.untilReady("apps", "True", first);
    await cluster.client.patch(vars, { type: "merge", patch: { data: { color: "red" } } });
    await cluster.until<KubeObject>(a, (object) => (object?.["data"] as JsonObject | undefined)?.["key"] === "red");
  });
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
    const before = await cluster.client.get(kustomizationKey("apps"));
    const requests = requestsFrom(cluster);
    const run = cluster.nextRun("apps", "new");
    await cluster.restart();
    await run;
    const asked = requests().filter((request) => /default|events|status/.test(request));
    expect(asked.map(sortOf).sort()).toEqual(want);
    expect(await cluster.client.get(kustomizationKey("apps"))).toEqual(before);
  });

  test.for([true, false])("what changed meanwhile is put right (cached: %s)", async (cached, { expect }) => {
    await using cluster = await settled(files, { interval: "10m" }, { cached });
    const { client } = cluster;
    const a = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "a" };
    const web = { apiVersion: "apps/v1", kind: "Deployment", namespace: "default", name: "web" };
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
